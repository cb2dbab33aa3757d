import {Hono} from 'hono';
import {mask, detect, networkNames} from '#contract/cards.ts';
import {amountMax} from '#contract/money.ts';
import {messageVersion, type ARes, type Versions} from '#contract/threeds.ts';
import type {World} from '../ports.ts';
import {erro, readAReq, type ReadAReq} from './areq.ts';
import {authenticationTypes, decoupledMs, firstCReqMs, type Authentication, type Phase} from './authentication.ts';
import {isObject, readJson} from './body.ts';
import {authenticationValue, uuid} from './chance.ts';
import type {BankConfig} from './config.ts';
import {hasExpired, hashOf} from './decide.ts';
import type {Results} from './results.ts';
import {eciOf, scenarioOf, type Issuer, type Scenario} from './scenarios.ts';
import type {BankStore} from './store.ts';
import {localeOf, texts} from './texts.ts';

/** No such card, and a card past its date, as `transStatusReason` says it. */
const noCardRecord: Issuer = {status: 'N', reason: '08'};
const expiredCard: Issuer = {status: 'N', reason: '05'};

/** The scheme's directory server, and behind it the issuer's ACS as far as it answers servers. */
export function directory(config: BankConfig, world: World, store: BankStore, results: Results): Hono {
  const {clock, random, log} = world;
  const app = new Hono();

  app.post('/ds/versions', async (c) => {
    const body = await readJson(c);
    const number = isObject(body) ? body['acctNumber'] : undefined;
    if (typeof number !== 'string' || !/^\d{12,19}$/.test(number))
      return c.json({code: 'bad_request', detail: 'acctNumber'}, 400);
    return c.json(versionsOf(config, scenarioOf(number)));
  });

  app.post('/ds/areq', async (c) => {
    const message = await readJson(c);
    const areq = readAReq(message, config.payUrl, amountMax);
    if ('messageType' in areq) return c.json(areq);

    const question = hashOf(JSON.stringify(message), config.directoryKey);
    const record = store.transaction(() => {
      const known = store.authenticationByServer(areq.threeDSServerTransID);
      if (known) return known.question === question ? known : undefined;
      const issuer = issuerOf(areq, clock.now());
      const made = authenticationOf(config, areq, issuer, question, {
        acsTransId: uuid(random),
        dsTransId: uuid(random),
        value: authenticationValue(random),
        now: clock.now(),
      });
      store.saveAuthentication(made);
      return made;
    });
    if (!record) return c.json(erro(message, 305, 'threeDSServerTransID'));
    log('areq', {acsTransId: record.acsTransId, transStatus: record.ares.transStatus});
    results.watch(record);
    return c.json(record.ares);
  });

  return app;
}

function versionsOf({url}: BankConfig, scenario: Scenario | undefined): Versions {
  if (!scenario) return {versions: []};
  const versions = [messageVersion];
  switch (scenario.method) {
    case 'completes':
      return {versions, threeDSMethodURL: `${url}/acs/method`};
    case 'stalls':
      return {versions, threeDSMethodURL: `${url}/acs/method/stalls`};
    case 'none':
      return {versions};
  }
}

function issuerOf({acctNumber, cardExpiryDate, challengeInd}: ReadAReq, now: number): Issuer {
  const scenario = scenarioOf(acctNumber);
  if (!scenario) return noCardRecord;
  if (cardExpiryDate !== undefined && hasExpired(cardExpiryDate, now)) return expiredCard;
  // A mandate turns a silent yes into a question.
  if (challengeInd === '04' && scenario.issuer.status === 'Y') return {status: 'C', challenge: 'code'};
  return scenario.issuer;
}

interface Fresh {
  readonly acsTransId: string;
  readonly dsTransId: string;
  readonly value: string;
  readonly now: number;
}

function authenticationOf(
  config: BankConfig,
  areq: ReadAReq,
  issuer: Issuer,
  question: string,
  {acsTransId, dsTransId, value, now}: Fresh,
): Authentication {
  const {acctNumber} = areq;
  const locale = localeOf(areq.browserLanguage);
  const [brand] = detect(acctNumber);
  const base = {
    messageType: 'ARes',
    messageVersion,
    threeDSServerTransID: areq.threeDSServerTransID,
    acsTransID: acsTransId,
    dsTransID: dsTransId,
    acsReferenceNumber: 'SANDBOX-ACS',
    dsReferenceNumber: 'SANDBOX-DS',
  } as const;
  return {
    acsTransId,
    dsTransId,
    serverTransId: areq.threeDSServerTransID,
    version: messageVersion,
    question,
    ares: aresOf(base, issuer, {acctNumber, value, acsUrl: `${config.url}/acs/challenge`, t: texts(locale)}),
    card: hashOf(acctNumber, config.bankKey),
    masked: `${brand === undefined ? '' : `${networkNames[brand]} `}${mask(acctNumber).short}`,
    amount: areq.purchaseAmount,
    currency: areq.currency,
    merchantName: areq.merchantName,
    merchantId: areq.acquirerMerchantID,
    purchasedAt: areq.purchasedAt - areq.browserTZ * 60_000,
    locale,
    mandated: areq.challengeInd === '04',
    eci: {proven: eciOf(acctNumber, 'Y'), none: eciOf(acctNumber, 'N')},
    value,
    results: scenarioOf(acctNumber)?.results ?? 'before',
    resultsUrl: areq.threeDSServerURL,
    notificationUrl: areq.notificationURL,
    spent: false,
    onPhone: issuer.status === 'D',
    phase: phaseOf(issuer, now),
  };
}

function phaseOf(issuer: Issuer, now: number): Phase {
  switch (issuer.status) {
    case 'C':
      return {name: 'expected', challenge: issuer.challenge, until: now + firstCReqMs};
    case 'D':
      return {name: 'decoupled', until: now + decoupledMs};
    default:
      return {name: 'settled'};
  }
}

interface Parts {
  readonly acctNumber: string;
  readonly value: string;
  readonly acsUrl: string;
  readonly t: (key: string) => string;
}

type Base = Omit<ARes, 'transStatus'>;

function aresOf(base: Base, issuer: Issuer, {acctNumber, value, acsUrl, t}: Parts): ARes {
  const transStatus = issuer.status;
  switch (issuer.status) {
    case 'Y':
    case 'A':
      return {...base, transStatus, eci: eciOf(acctNumber, transStatus), authenticationValue: value};
    case 'I':
      return {...base, transStatus, eci: eciOf(acctNumber, transStatus)};
    case 'C': {
      const authenticationType = authenticationTypes[issuer.challenge];
      return {...base, transStatus, acsChallengeMandated: 'Y', authenticationType, acsURL: acsUrl};
    }
    case 'D':
      return {
        ...base,
        transStatus,
        acsChallengeMandated: 'Y',
        acsDecConInd: 'Y',
        authenticationType: authenticationTypes.decoupled,
        cardholderInfo: t('info.decoupled'),
      };
    case 'R':
      return {
        ...base,
        transStatus,
        transStatusReason: issuer.reason,
        eci: eciOf(acctNumber, transStatus),
        cardholderInfo: t('info.rejected'),
      };
    case 'N':
    case 'U':
      return {...base, transStatus, transStatusReason: issuer.reason, eci: eciOf(acctNumber, transStatus)};
  }
}
