import type {FrameLocator, Page} from '@playwright/test';
import {expect} from './journey.ts';
import {settled, type Session} from './shopper.ts';

/** The page of a session with all that the device could have: wallets of the test bank stand in for Apple's and Google's. */
export function addressOf({url}: Session): string {
  return url.replace('#', '?wallets=test#');
}

/** Opens the page and chooses that way to pay. */
export async function choose(page: Page, session: Session, method: string): Promise<void> {
  await page.goto(addressOf(session));
  await settled(page);
  // Also where it stands chosen: a provider's fields come when they are asked for.
  await pick(page, method);
}

/** Chooses on a page that may still be loading, as one in a shop's frame. */
export async function pick(place: Page | FrameLocator, method: string): Promise<void> {
  const input = place.locator(`input[value=${method}]`);
  await place.locator('label', {has: input}).click();
  await expect(input).toBeChecked();
}

/** As a person would: a page that has only just appeared takes no click on its button yet. */
export async function pay(page: Page, place: Page | FrameLocator = page): Promise<void> {
  await page.waitForTimeout(600);
  await place.locator('.pay').click();
}

/** From the order to the wallet's own page. */
export async function goThere(page: Page, session: Session, method: string): Promise<void> {
  await choose(page, session, method);
  await pay(page);
  await page.waitForURL(/\/wallet\//);
}

/** A button of the wallet's page, by what it does; the mishaps lie in a fold. */
export async function press(page: Page, act: string): Promise<void> {
  const button = page.locator(`button[value=${act}]`);
  if (!(await button.isVisible())) await page.locator('summary').first().click();
  await button.click();
}
