import {expect, test} from './journey.ts';
import {merchantPage} from './merchant-page.ts';
import {cards, expectStatus, newSession, settled, shopperAt} from './shopper.ts';

test.describe('composed by the shop of single elements', () => {
  for (const policy of ['none', 'elements'] as const) {
    test(`the page pays on the shop’s own origin, with ${policy === 'none' ? 'no policy' : 'a strict policy'}`, async ({
      page,
    }) => {
      const session = await newSession();
      await merchantPage(page, {
        policy,
        element: 'guichet-payment-page',
        session,
        before:
          '<guichet-amount amount="12990" currency="EUR" locale="fr"></guichet-amount>' +
          '<guichet-instalments amount="12990" currency="EUR" locale="fr"></guichet-instalments>',
      });
      const shopper = shopperAt(page);
      await expect(shopper.number).toBeVisible();
      await settled(page);
      await expect(page.locator('guichet-amount').first()).toContainText(/129,90\s€/);
      // As the test lender says it, on an origin that is not ours.
      await expect(page.locator('guichet-instalments')).toContainText(/3\sfois sans frais\s:\s43,30\s€/);
      await page.evaluate(() => {
        const told: string[] = [];
        Object.assign(globalThis, {told});
        addEventListener('guichet-complete', (event) => told.push(event.status));
      });
      await shopper.payCard(cards.code);
      await shopper.answerCode();
      await shopper.expectTicket();
      expect(await page.evaluate(() => (globalThis as unknown as {told: string[]}).told)).toEqual(['requires_capture']);
      await expectStatus(session, 'requires_capture');
    });
  }
});
