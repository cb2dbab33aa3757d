import type {Page} from '@playwright/test';
import type {PolicyName} from './merchant.ts';
import type {Session} from './shopper.ts';
import {street} from './street.ts';

interface MerchantPage {
  readonly policy: PolicyName;
  readonly element: 'guichet-checkout' | 'guichet-payment-page';
  readonly session: Session;
  readonly language?: 'fr' | 'en';
  /** What a merchant writes around the element. */
  readonly head?: string;
  readonly before?: string;
}

/** Opens a merchant's page with one of our elements in it, as a merchant would paste it. */
export async function merchantPage(page: Page, options: MerchantPage): Promise<void> {
  const {policy, element, session, language = 'fr', head = '', before = ''} = options;
  const {merchant, pay, card} = street();
  const file = element === 'guichet-checkout' ? 'guichet' : 'elements';
  const url = new URL('/shop', merchant);
  url.search = new URLSearchParams({
    policy,
    card,
    lang: language,
    head: `<script type="module" src="${pay}/v1/${file}.js"></script>${head}`,
    body: `${before}<${element} session="${session.id}" token="${session.token}" locale="${language}"></${element}>`,
  }).toString();
  await page.goto(url.href);
}
