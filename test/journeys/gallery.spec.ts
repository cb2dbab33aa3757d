import type {Page} from '@playwright/test';
import axe, {type AxeResults} from 'axe-core';
import {contrastPairs} from '#contract/theme.ts';
import {exhibits} from '../../demo/gallery/exhibits.ts';
import {readElements} from '../../docs/make/manifest.ts';
import {expect, test} from './journey.ts';
import {street} from './street.ts';

const publicTags = readElements().elements.map(({tagName}) => tagName);

/** Nothing to find in the page around the frames. One element many times is what a gallery is: its regions bear one name. */
async function expectClean(page: Page, state: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const {violations, passes}: AxeResults = await page.evaluate(() =>
    (globalThis as unknown as {axe: typeof axe}).axe.run(document, {
      iframes: false,
      rules: {'landmark-unique': {enabled: false}},
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  );
  expect(passes.length).toBeGreaterThan(0);
  const found = violations.map(
    ({id, nodes}) => `${id}: ${nodes.map(({html, failureSummary}) => `${html} ${failureSummary}`)}`,
  );
  expect.soft(found, state).toEqual([]);
}

async function expectNoOverflow(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

test('the gallery shows every public element, each state drawn, in both languages and schemes, on a phone', async ({
  page,
}) => {
  expect(Object.keys(exhibits).sort()).toEqual([...publicTags].sort());
  await page.goto(`${street().shop}/fr`);
  await page.getByRole('link', {name: 'Galerie des éléments'}).click();
  await expect(page.getByText('Paiement annulé').first()).toBeVisible();
  // All at once in a frame of the vault's or drawn by itself: nothing stays empty, but for the window that is closed.
  await expect
    .poll(() =>
      page.evaluate(() =>
        [...document.querySelectorAll('.room > *')]
          .filter((element) => element.localName !== 'guichet-challenge')
          .filter(
            (element) => !element.shadowRoot?.textContent?.trim() && !element.shadowRoot?.querySelector('iframe, slot'),
          )
          .map(({id}) => id),
      ),
    )
    .toEqual([]);
  await expect(page.locator('#card-form-live iframe').contentFrame().getByLabel('Numéro de carte')).toBeVisible();
  await expect(page.locator('#checkout-embedded iframe').contentFrame().getByText('Mode test').first()).toBeVisible();
  await expectClean(page, 'gallery, French, light');

  await page.getByRole('button', {name: 'Ouvrir la fenêtre'}).click();
  const window = page.getByRole('dialog', {name: 'Confirmez dans l’application'});
  await expect(window).toContainText('Banque d’exemple');
  await window.getByRole('button').first().click();
  await expect(window).toBeHidden();

  await page.setViewportSize({width: 390, height: 844});
  await page.getByRole('link', {name: 'Sombre'}).click();
  await page.getByRole('link', {name: 'English'}).click();
  await expect(page.getByRole('link', {name: 'Dark'})).toHaveAttribute('aria-current', 'true');
  await expect(page.getByText('Payment cancelled').first()).toBeVisible();
  await expect(page.locator('#order-summary-deferred')).toHaveCSS('color', 'rgb(233, 239, 236)');
  await expectClean(page, 'gallery, English, dark, phone');
  await page.setViewportSize({width: 320, height: 700});
  await expectNoOverflow(page);
});

test('the modules that shops name export their classes', async ({page}) => {
  await page.goto(`${street().shop}/fr/gallery`);
  const names = await page.evaluate(async (pay) => {
    const modules = await Promise.all(
      ['elements', 'guichet', 'instalments', 'payment-info'].map((name) => import(`${pay}/v1/${name}.js`)),
    );
    return modules.map((module: object) => Object.keys(module));
  }, street().pay);
  expect(names[0]).toEqual(expect.arrayContaining(readElements().elements.map(({name}) => name)));
  expect(names.slice(1)).toEqual([['GuichetCheckout'], ['GuichetInstalments'], ['GuichetPaymentInfo']]);
});

test('the studio: the page follows, the contrast is told in words and numbers, the CSS is that of the choice', async ({
  page,
  context,
  watch,
}) => {
  watch.expecting(/theme token refused/);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${street().shop}/fr/studio`);
  const pay = page
    .locator('guichet-checkout iframe')
    .contentFrame()
    .getByRole('button', {name: /^Payer/});
  await expect(pay).toHaveCSS('background-color', 'rgb(11, 93, 78)');
  const pairs = page.getByRole('region', {name: 'Contraste'}).getByRole('listitem');
  await expect(pairs).toHaveCount(contrastPairs.length);
  const verdict = page.getByRole('region', {name: 'Contraste'}).getByRole('status');
  await expect(verdict).toHaveText('Tous les contrastes suffisent.');

  await page.getByLabel('Accent', {exact: true}).fill('#7a1fa2');
  await page.getByLabel('Coins, en pixels').fill('2');
  await expect(pay).toHaveCSS('background-color', 'rgb(122, 31, 162)');
  await expect(pay).not.toHaveCSS('border-top-left-radius', '12px');
  const css = page.getByRole('region', {name: 'Le CSS'}).first();
  await expect(css).toContainText('--guichet-color-accent: #7a1fa2;');
  await expect(css).toContainText('--guichet-radius: 2px;');
  await page.getByRole('button', {name: 'Copier le CSS'}).click();
  await expect(page.getByText('Copié.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'guichet-checkout {\n  --guichet-color-accent: #7a1fa2;\n  --guichet-radius: 2px;\n}\n',
  );

  // Too weak: it says so, and the page keeps what can be read.
  await page.getByLabel('Accent', {exact: true}).fill('#ffe680');
  await expect(verdict).toHaveText(/^Contrastes trop faibles\s: Texte des boutons sur Accent\.$/);
  await expect(pairs.filter({hasText: 'Texte des boutons'})).toContainText('1,2 contre 1, il faut 4,5');
  await expect(pay).toHaveCSS('background-color', 'rgb(11, 93, 78)');
  await page.getByRole('button', {name: /^Remettre\s: Accent$/}).click();
  await expect(verdict).toHaveText('Tous les contrastes suffisent.');

  // Every beginning can be read, in both schemes.
  for (const preset of ['Maison Lumen', 'Encre', 'Rose']) {
    await page.getByRole('button', {name: preset}).click();
    for (const scheme of ['Pour une page sombre', 'Pour une page claire']) {
      await page.getByLabel(scheme).check();
      await expect(verdict, `${preset}, ${scheme}`).toHaveText('Tous les contrastes suffisent.');
    }
  }
  await expect(css).toContainText('@media (prefers-color-scheme: dark)');
  await expectClean(page, 'studio, French');

  await page.setViewportSize({width: 320, height: 700});
  await page.getByRole('link', {name: 'English'}).click();
  await expect(page.getByText('All contrasts are sufficient.')).toBeVisible();
  await expectNoOverflow(page);
  await page.emulateMedia({colorScheme: 'dark'});
  await expectClean(page, 'studio, English, dark, phone');
});
