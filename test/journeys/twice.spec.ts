import {expect, test} from './journey.ts';
import {cards, expectStatus, intentOf, newSession, openPage, settled, shopperAt} from './shopper.ts';
import {street} from './street.ts';

test.describe('one payment, however it is asked for', () => {
  test('a double click on the button is one attempt', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.type(cards.frictionless);
    await shopper.payButton.dblclick();
    await shopper.expectTicket();
    expect((await intentOf(session)).attempts).toHaveLength(1);
  });

  test('paid in another tab, it is paid in this one, too', async ({page, context, watch}) => {
    // What the browser writes of "this session is complete", and of the vault's "one card a second".
    watch.expecting(/status of (409|429)/);
    const session = await newSession();
    const here = await openPage(page, session);
    await here.type(cards.frictionless);
    const tab = await context.newPage();
    const there = await openPage(tab, session);
    await there.payCard(cards.frictionless);
    await there.expectTicket();

    await page.bringToFront();
    if (await here.payButton.isVisible()) await here.payButton.click().catch(() => undefined);
    await here.expectTicket();
    expect((await intentOf(session)).attempts).toHaveLength(1);
  });

  test('reached by the back button after it was paid, it is still paid', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.frictionless);
    await shopper.expectTicket();
    await shopper.goBack();
    await page.waitForURL(`${street().merchant}/thanks**`);
    await page.goBack();
    await shopper.expectTicket();
    await expect(shopper.payButton).toBeHidden();
    await page.reload();
    await shopper.expectTicket();
    await expectStatus(session, 'requires_capture');
    expect((await intentOf(session)).attempts).toHaveLength(1);
  });

  test('left and come back to before it was paid, it can be paid', async ({page}) => {
    const session = await newSession();
    await openPage(page, session);
    await page.goto(`${street().merchant}/elsewhere`);
    await page.goBack();
    const shopper = shopperAt(page);
    await settled(page);
    await shopper.payCard(cards.frictionless);
    await shopper.expectTicket();
  });
});
