import type {Town} from './town.ts';

export interface Session {
  readonly id: string;
  readonly token: string;
  readonly intent: string;
}

const browser = {
  javaEnabled: false,
  language: 'fr-FR',
  colorDepth: 24,
  screenHeight: 1080,
  screenWidth: 1920,
  timeZone: -60,
  method: 'Y',
};

interface Step {
  readonly step: string;
  readonly acsUrl: string;
  readonly transId: string;
  readonly acsTransId: string;
  readonly version: string;
  readonly sessionData: string;
}

/** What a shopper and the browser do in the town, one call each. */
export function shopperIn(town: Town) {
  const form = (fields: Readonly<Record<string, string>>) => ({
    method: 'POST',
    headers: {'content-type': 'application/x-www-form-urlencoded'},
    body: new URLSearchParams(fields).toString(),
  });

  return {
    confirm(
      session: Session,
      token: string,
      {key = crypto.randomUUID(), ...more}: {key?: string; network?: string} = {},
    ) {
      return town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
        token: session.token,
        key,
        body: {method: 'card', card_token: token, ...more},
      });
    },

    /** The bridge page: brings the browser's data, and learns what is left to do. */
    async bridge(url: string): Promise<Step> {
      const response = await town.call('pay', `${new URL(url).pathname}/authenticate`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin: 'http://localhost:4242',
          accept: 'text/html',
          'user-agent': 'Town/1',
        },
        body: JSON.stringify(browser),
      });
      return response.json();
    },

    /** The issuer's page, with these answers; ends with the page that carries the `cres` back, which is not sent. */
    async challenge(step: Step, answers: readonly Readonly<Record<string, string>>[]): Promise<string> {
      const creq = Buffer.from(
        JSON.stringify({
          threeDSServerTransID: step.transId,
          acsTransID: step.acsTransId,
          challengeWindowSize: '02',
          messageType: 'CReq',
          messageVersion: step.version,
        }),
      ).toString('base64url');
      let response = await town.call(
        'bank',
        new URL(step.acsUrl).pathname,
        form({creq, threeDSSessionData: step.sessionData}),
      );
      let html = await response.text();
      for (const answer of answers) {
        const action = /action="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
        response = await town.call('bank', new URL(action, 'http://localhost:4244').pathname, form(answer));
        html = await response.text();
      }
      return html;
    },

    /** Posts a `cres` to us, as any browser could. */
    async cres(handle: string, step: Pick<Step, 'transId' | 'acsTransId'>, transStatus: 'Y' | 'N') {
      const cres = Buffer.from(
        JSON.stringify({
          threeDSServerTransID: step.transId,
          acsTransID: step.acsTransId,
          transStatus,
          messageType: 'CRes',
          messageVersion: '2.2.0',
        }),
      ).toString('base64url');
      return town.call('pay', `/3ds/done/${handle}`, form({cres}));
    },

    async view(session: Session) {
      return (await town.api('GET', `/v1/checkout_sessions/${session.id}`, {token: session.token})).json;
    },

    async intent(session: Session) {
      return (await town.api('GET', `/v1/payment_intents/${session.intent}`)).json;
    },

    cancel(session: Session, body: object = {}) {
      return town.api('POST', `/v1/checkout_sessions/${session.id}/cancel`, {token: session.token, body});
    },
  };
}
