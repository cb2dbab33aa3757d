import type {Hono} from 'hono';
import {NetError, type NetRequest, type NetResponse, type World} from '../../../server/ports.ts';
import {createBank, openBankStore, type BankStore} from '../../../server/bank/app.ts';
import type {RReq} from '#contract/threeds.ts';

export const config = Object.freeze({
  url: 'https://bank.example.test',
  payUrl: 'https://pay.example.test',
  bankKey: 'bank_test_key',
  directoryKey: 'directory_test_key',
});

/** The 3DS server's side of the net: what it does with each RReq, in turn; then it answers. */
export type PayBehavior = 'answers' | 'refuses connection' | 'says nothing' | 'fails' | 'answers Erro';

/** A bank on a clock of the test's own, with the 3DS server as a script. */
export class TestBank {
  now = Date.UTC(2026, 0, 14, 9, 30, 5);
  readonly sent: {at: number; request: NetRequest; message: RReq}[] = [];
  readonly logged: string[] = [];
  readonly store: BankStore;
  behaviors: PayBehavior[] = [];
  app!: Hono;
  private bank!: ReturnType<typeof createBank>;
  private timers: {at: number; run: () => void | Promise<void>; order: number}[] = [];
  private counter = 0;

  constructor(store: BankStore = openBankStore(':memory:')) {
    this.store = store;
    this.boot();
  }

  /** The process dies and comes back: its timers are gone, its store is not. */
  async crash(): Promise<void> {
    this.timers = [];
    this.boot();
  }

  async stop(): Promise<void> {
    await this.bank.stop();
  }

  private boot(): void {
    this.bank = createBank(config, this.world(), this.store);
    this.app = this.bank.app as Hono;
    this.bank.start();
  }

  /** Lets time pass, firing what is due in its order, each to its end. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    for (;;) {
      await settle();
      const [next] = this.timers.filter(({at}) => at <= until).sort((a, b) => a.at - b.at || a.order - b.order);
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.now = Math.max(this.now, next.at);
      void Promise.resolve(next.run());
    }
    this.now = until;
    await settle();
  }

  get timersLeft(): number {
    return this.timers.length;
  }

  private world(): World {
    return {
      clock: {now: () => this.now},
      log: (event, fields) => void this.logged.push(JSON.stringify({event, ...fields})),
      random: {
        bytes: (length) => Uint8Array.from({length}, () => (this.counter = (this.counter * 75 + 74) % 65537) & 255),
      },
      timer: {
        after: (ms, run) => {
          const timer = {at: this.now + ms, run, order: this.counter++};
          this.timers.push(timer);
          return {cancel: () => void (this.timers = this.timers.filter((one) => one !== timer))};
        },
      },
      net: {fetch: (request) => this.pay(request)},
    };
  }

  private async pay(request: NetRequest): Promise<NetResponse> {
    const message = JSON.parse(String(request.body)) as RReq;
    this.sent.push({at: this.now, request, message});
    const {threeDSServerTransID, acsTransID, dsTransID} = message;
    const ids = {messageVersion: '2.2.0', threeDSServerTransID, acsTransID, dsTransID};
    const answer = (body: object, status = 200): NetResponse => ({status, headers: {}, body: JSON.stringify(body)});
    switch (this.behaviors.shift() ?? 'answers') {
      case 'answers':
        return answer({messageType: 'RRes', ...ids, resultsStatus: '01'});
      case 'answers Erro':
        return answer({
          messageType: 'Erro',
          ...ids,
          errorCode: '312',
          errorComponent: 'S',
          errorDescription: '',
          errorDetail: '',
        });
      case 'fails':
        return answer({}, 503);
      case 'refuses connection':
        throw new NetError('not_sent');
      case 'says nothing':
        throw new NetError('no_answer');
    }
  }

  post(path: string, body: object, key: string = config.bankKey): Promise<Response> {
    return Promise.resolve(
      this.app.request(path, {
        method: 'POST',
        headers: {'content-type': 'application/json', authorization: `Bearer ${key}`},
        body: JSON.stringify(body),
      }),
    );
  }

  get(path: string): Promise<Response> {
    return Promise.resolve(this.app.request(path, {headers: {authorization: `Bearer ${config.bankKey}`}}));
  }

  form(path: string, fields: Record<string, string>): Promise<Response> {
    return Promise.resolve(
      this.app.request(path, {
        method: 'POST',
        headers: {'content-type': 'application/x-www-form-urlencoded'},
        body: new URLSearchParams(fields).toString(),
      }),
    );
  }

  async areq(number: string, differences: object = {}): Promise<any> {
    return (await this.post('/ds/areq', {...areqOf(number), ...differences})).json();
  }

  creq(
    ares: any,
    differences: object = {},
    sessionData: string | null = 'cmhfN0hxMm1WMHhTMWNCOWRUNA',
  ): Promise<Response> {
    const {threeDSServerTransID, acsTransID, messageVersion} = ares;
    const message = {threeDSServerTransID, acsTransID, challengeWindowSize: '02', messageType: 'CReq', messageVersion};
    return this.form('/acs/challenge', {
      creq: encode({...message, ...differences}),
      ...(sessionData !== null && {threeDSSessionData: sessionData}),
    });
  }

  answer(ares: any, answer: string, action = 'answer'): Promise<Response> {
    return this.form(`/acs/challenge/${ares.acsTransID}`, {answer, action});
  }
}

let serial = 0;

/** An AReq in order, as in section 16 of the fact sheet. */
export function areqOf(number: string): Record<string, unknown> {
  serial += 1;
  return {
    messageType: 'AReq',
    messageVersion: '2.2.0',
    messageCategory: '01',
    deviceChannel: '02',
    threeDSServerTransID: `6f1d9c52-3b0e-4c9a-9f64-${String(serial).padStart(12, '0')}`,
    threeDSServerRefNumber: 'SANDBOX-NOT-EMVCO-APPROVED',
    threeDSServerURL: 'https://pay.example.test/3ds/results',
    threeDSRequestorID: 'sandbox-requestor',
    threeDSRequestorName: 'Maison Lumen',
    threeDSRequestorURL: 'https://shop.example.test',
    threeDSRequestorAuthenticationInd: '01',
    threeDSRequestorChallengeInd: '01',
    threeDSCompInd: 'Y',
    acctNumber: number,
    cardExpiryDate: '3012',
    purchaseAmount: '4990',
    purchaseCurrency: '978',
    purchaseExponent: '2',
    purchaseDate: '20260114093005',
    acquirerBIN: '400000',
    acquirerMerchantID: 'sandbox-0001',
    mcc: '5942',
    merchantName: 'Maison Lumen',
    merchantCountryCode: '250',
    transType: '01',
    browserAcceptHeader: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    browserUserAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    browserIP: '203.0.113.24',
    browserLanguage: 'fr-FR',
    browserJavascriptEnabled: true,
    browserJavaEnabled: false,
    browserColorDepth: '24',
    browserScreenHeight: '1080',
    browserScreenWidth: '1920',
    browserTZ: '-60',
    notificationURL: 'https://pay.example.test/3ds/done/9kQ2',
  };
}

export function encode(message: object): string {
  return Buffer.from(JSON.stringify(message)).toString('base64url');
}

/** What the last page of a challenge carries back. */
export function carried(page: string): {address: string; cres: any; sessionData: string | undefined} {
  const field = (name: string): string | undefined => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1];
  const address = /<form method="post" action="([^"]*)"/.exec(page)?.[1] ?? '';
  const cres = field('cres');
  return {
    address,
    cres: cres === undefined ? undefined : JSON.parse(Buffer.from(cres, 'base64url').toString()),
    sessionData: field('threeDSSessionData'),
  };
}

/** All microtasks, and what waits on body readers. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Whether a promise is still open once everything that can happen now has happened. */
export async function isOpen(promise: Promise<unknown>): Promise<boolean> {
  let open = true;
  void promise.then(() => (open = false));
  await settle();
  return open;
}

export function proofOf(ares: any, rreq?: RReq): object {
  const {transStatus, eci, authenticationValue} = rreq ?? ares;
  return {
    version: '2.2.0',
    trans_status: transStatus,
    eci,
    ...(authenticationValue && {value: authenticationValue}),
    ds_trans_id: ares.dsTransID,
  };
}

export function authorization(number: string, differences: object = {}): Record<string, unknown> {
  serial += 1;
  return {
    reference: `att_${serial}`,
    merchant: 'Maison Lumen',
    order_reference: 'ML-2026-0412',
    amount: 4990,
    currency: 'EUR',
    capture: false,
    network: 'visa',
    card: {number, expiry: '3012', cvc: '123'},
    ...differences,
  };
}
