import type {Frame, Page} from '@playwright/test';
import axe, {type AxeResults, type RunOptions} from 'axe-core';
import {expect} from './journey.ts';
import {street} from './street.ts';

/** WCAG 2.2 A and AA, and what axe's authors hold to be good practice. */
export const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What a page owes and a frame in it does not. */
const ofThePage = ['region', 'landmark-one-main', 'page-has-heading-one', 'bypass'];

/** What a colour scheme can change. */
export const colours = ['color-contrast', 'link-in-text-block'];

/** What axe has to say of the page and of each frame that can be seen, each looked at by itself. */
export async function look(page: Page, only: string[]): Promise<AxeResults['violations']> {
  // Behind a modal window everything is inert, which axe does not see across a frame.
  const isModal = await page.getByRole('dialog').first().isVisible();
  const found: AxeResults['violations'][number][] = [];
  for (const frame of page.frames()) {
    const isCard = frame.url().startsWith(street().card);
    if (frame !== page.mainFrame() && ((isModal && isCard) || !(await isSeen(frame)))) continue;
    if (!(await frame.evaluate(() => 'axe' in globalThis))) await frame.evaluate(axe.source);
    const options: RunOptions = {
      runOnly: only,
      iframes: false,
      resultTypes: ['violations'],
      ...(frame !== page.mainFrame() && {rules: Object.fromEntries(ofThePage.map((id) => [id, {enabled: false}]))}),
    };
    const {violations, passes, inapplicable} = await frame.evaluate(
      (given) => (globalThis as unknown as {axe: typeof axe}).axe.run(document, given),
      options,
    );
    expect(passes.length + inapplicable.length, frame.url()).toBeGreaterThan(0);
    found.push(...violations);
  }
  return found;
}

/** A frame that has gone meanwhile, as the bank's does when it has spoken, is not seen either. */
async function isSeen(frame: Frame): Promise<boolean> {
  try {
    for (let each: Frame | null = frame; each?.parentFrame(); each = each.parentFrame())
      if (!(await (await each.frameElement()).isVisible())) return false;
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes('has been detached')) return false;
    throw error;
  }
}

export function describe({id, nodes}: {id: string; nodes: readonly {target: unknown; failureSummary?: string}[]}) {
  return {id, where: nodes.map(({target, failureSummary}) => `${JSON.stringify(target)}: ${failureSummary ?? ''}`)};
}
