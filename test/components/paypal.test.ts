import {expect, fixture, html} from '@open-wc/testing';
import {NotServed, type ProviderFields} from '../../components/providers/fields.ts';
import {make} from '../../components/providers/paypal/guichet-paypal-button.ts';
import {openSession} from '../../demo/gallery/samples.ts';

/** PayPal's button in our page, with a stub of PayPal's script that tells what it was asked. */

interface Told {
  onApprove(data: object): void;
  onCancel(data: object): void;
  onError(error: Error): void;
}

let told: Told | undefined;
let started: {readonly mode: unknown; readonly order: Promise<{orderId: string}>} | undefined;
let locales: string[] = [];
let isEligible = true;
let isBlocked = false;

const stub = {
  version: '6.0.0',
  createInstance: async ({locale}: {locale: string}) => {
    locales.push(locale);
    return {
      findEligibleMethods: async () => ({isEligible: () => isEligible}),
      updateLocale: (next: string) => locales.push(next),
      createPayPalOneTimePaymentSession(given: Told) {
        told = given;
        return {
          start(mode: unknown, order: Promise<{orderId: string}>) {
            started = {mode, order};
            return isBlocked ? Promise.reject(new Error('popup_blocked')) : Promise.resolve();
          },
        };
      },
    };
  },
};

const action = {type: 'fields', provider: 'paypal', data: {order_id: '5O190127TN364715T'}, url: null} as const;

async function drawn(): Promise<ProviderFields> {
  [told, started, locales, isEligible, isBlocked] = [undefined, undefined, [], true, false];
  Object.assign(window, {paypal: stub});
  const element = make();
  const settings = {client_id: 'c', environment: 'sandbox'};
  Object.assign(element, {view: openSession, method: 'paypal', locale: 'en', settings});
  const place = await fixture(html`<div></div>`);
  place.append(element);
  return element;
}

describe('PayPal’s button', () => {
  after(() => Reflect.deleteProperty(window, 'paypal'));

  it('is drawn in light DOM, in the page’s language, and follows it', async () => {
    const element = await drawn();
    await element.ready();
    expect(element.querySelector('paypal-button')).to.exist;
    element.locale = 'fr';
    expect([locales[0], locales.at(-1)]).to.deep.equal(['en-GB', 'fr-FR']);
  });

  it('says that it was pressed within the press', async () => {
    const element = await drawn();
    await element.ready();
    let presses = 0;
    element.addEventListener('guichet-fields-pay', () => presses++);
    element.querySelector<HTMLElement>('paypal-button')?.click();
    expect(presses).to.equal(1);
  });

  it('starts before anything is awaited, with a promise of the order', async () => {
    const element = await drawn();
    await element.ready();
    let answer: (given: typeof action) => void = () => {};
    const word = element.pay(new Promise((resolve) => (answer = resolve)));
    // Still in the same turn: a browser lets the window open.
    expect(started).to.exist;
    answer(action);
    expect(await started?.order).to.deep.equal({orderId: '5O190127TN364715T'});
    told?.onApprove({});
    expect(await word).to.equal('done');
  });

  for (const [how, word] of [
    ['onCancel', 'canceled'],
    ['onError', 'failed'],
  ] as const) {
    it(`passes on ${how}`, async () => {
      const element = await drawn();
      await element.ready();
      const said = element.pay(Promise.resolve(action));
      told?.[how](new Error('x'));
      expect(await said).to.equal(word);
    });
  }

  it('says where it goes on when no window comes, and has failed where that is nowhere', async () => {
    const element = await drawn();
    await element.ready();
    isBlocked = true;
    expect(await element.pay(Promise.resolve(action))).to.equal('failed');
    const url = 'https://www.paypal.com/checkoutnow?token=1';
    expect(await element.pay(Promise.resolve({...action, url}))).to.deep.equal({url});
  });

  it('leaves at once a browser within an app, which opens no windows', async () => {
    const element = await drawn();
    Object.defineProperty(navigator, 'userAgent', {configurable: true, value: 'Mozilla/5.0 (iPhone) Instagram 300.0'});
    const why = await element.ready().catch((error: unknown) => error);
    Reflect.deleteProperty(navigator, 'userAgent');
    expect(why).to.be.instanceOf(Error).and.not.instanceOf(NotServed);
    expect(element.querySelector('paypal-button')).not.to.exist;
  });

  it('is not there for whoever PayPal does not serve', async () => {
    const element = await drawn();
    isEligible = false;
    const why = await element.ready().catch((error: unknown) => error);
    expect(why).to.be.instanceOf(NotServed);
    expect(element.querySelector('paypal-button')).not.to.exist;
  });
});
