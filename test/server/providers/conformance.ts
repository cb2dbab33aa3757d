import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import type {Connection, Definition, Heard, Notification} from '../../../server/providers/connection.ts';
import type {FieldsData, Form, NotFound, Outcome, Payer, Provider} from '../../../server/providers/provider.ts';
import type {MethodType} from '#contract/statuses.ts';
import type {Routes} from '../../../server/payments/routing.ts';
import {NetError, type NetRequest, type World} from '../../../server/ports.ts';
import {shopperIn, type Session} from '../../shopper.ts';
import {addresses, openTown, type Town, type Wire} from '../../town.ts';

/**
 * What every provider with a page of its own promises, called once per provider with its connection and its double. Nothing
 * of ours is imitated: provider, payments and double speak over wires that a test can cut, on a clock that it moves.
 */

/** What one payment at the double has come to, in minor units. */
export interface Standing {
  readonly reference: string;
  readonly open: boolean;
  readonly held: number;
  readonly captured: number;
  readonly refunded: number;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** How its path ends; `*` is one segment. */
  readonly path: string;
  /** What its body contains, where one path is for everything. */
  readonly says?: string;
}

export type Deed = 'authorize' | 'capture' | 'void' | 'close' | 'refund';

export interface Candidate {
  readonly definition: Definition;
  /** Settings that must be refused. */
  readonly badSettings: readonly (readonly [what: string, settings: object])[];
  /**
   * The one call that has the effect, by verb; and the one that looks. `authorize: null`: nothing is sent, the shopper posts a
   * form of ours. `close: null`: it cannot close its page.
   */
  readonly calls: Readonly<
    Record<Exclude<Deed, 'authorize' | 'close'> | 'look', Call> & Record<'authorize' | 'close', Call | null>
  >;
  /** The call that takes what was approved and is to be reserved, where the shopper's yes moves nothing (`Provider.take`). */
  readonly take?: Call;
  /**
   * `harmless`: an order whose creation was not answered cannot be found again; nobody can approve it, and it moves nothing.
   * Absent: it is found by its key.
   */
  readonly lost?: 'harmless';
  /** By which of its methods the shopper pays. Absent: its first. */
  readonly method?: MethodType;
  /** Where our sandbox has another provider for the method: a second try goes to the same one again. */
  readonly routes?: Routes;
  /** What a look-up tells of a shopper who gave up at the page, and of a page that expired. Absent: that it is over. */
  readonly gaveUp?: Readonly<Partial<Record<'canceled' | 'expired', 'action_required' | 'not_found' | 'pending'>>>;
  /** While nobody has paid, a look tells only that: not the way to pay, which the try keeps. */
  readonly tellsNoWay?: true;
  /** Where it cannot close its page: after how many minutes it is still open, and after how many it is over. */
  readonly closesItself?: readonly [open: number, over: number];
  /** Another way to the same provider, whose conformance was called with everything: what comes after paying is as there. */
  readonly way?: string;
  /** A lender: which of its plans is chosen. */
  readonly plan?: string;
  /** What becomes of a reservation that nobody takes is not published: it stands until its provider says otherwise. */
  readonly neverLapses?: true;
  /** The first word of the provider costs a call, for what it is verified with. */
  readonly asksForCertificate?: true;
  /** What the double has in its books, in the order in which it was made. */
  readonly book: (town: Town) => Promise<readonly Standing[]>;
  /**
   * What a shopper does at the fields of a provider that draws them in our page, and its script with them, by the data of the
   * try; answered with the way back. Absent: it has a page of its own.
   */
  readonly inFields?: (town: Town, data: FieldsData, action: string) => Promise<Response>;
  /** The buttons of the double's page. */
  readonly acts: {
    readonly pay: string;
    readonly refuse: readonly (readonly [action: string, code: string, providerCode: string])[];
    readonly cancel: string;
    /** `null`: a page whose time is over leaves no trace. */
    readonly expire: string | null;
  };
  /** It sends nobody to a page that does not say of itself that it works. */
  readonly probesPage?: true;
  /** No look-up tells that a reservation has lapsed. */
  readonly lapsesUnseen?: true;
  /** No look-up tells that a refund was not made: one whose answer was lost is never sent again. */
  readonly refundsUnseen?: true;
  /** Answers that are no JSON, as objects and back. */
  readonly reading?: {readonly read: (text: string) => Json; readonly write: (answer: Json) => BodyInit};
  /** The answer to a look for whoever has the wrong keys, where that is not a plain 401. */
  readonly shut?: (answer: Json) => Json;
  /** An answer to a look at a paid payment, changed so that it must not be believed. */
  readonly lies: readonly (readonly [what: string, change: (answer: Json) => Json])[];
  /** An answer to a creation with another address of the page. */
  readonly withPage: (answer: Json, url: string) => Json;
  /** Addresses of a page to which nobody may be sent. */
  readonly badPages: readonly string[];
  /** A notification as the provider would send it, and those that are no notification. */
  readonly word: (reference: string) => Word;
  readonly badWords: readonly (readonly [what: string, word: Word])[];
  /** What must stand in no log. */
  readonly secrets: readonly string[];
}

export type Json = Record<string, unknown>;
export interface Word {
  readonly method?: 'GET' | 'POST';
  /** Without the question mark. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

const amount = 12_990;
const minute = 60_000;
const day = 86_400_000;
const email = 'elodie.martin@example.org';
const address = {line1: '12, rue de l’Œuf & Cie', postal_code: '69003', city: 'Saint-Étienne'};

const faultsBefore = ['silent_before', 'error_before'] as const;
const faultsAfter = ['silent_after', 'error_after', 'unheard_of'] as const;

let count = 0;

/** A world in which nothing happens: to ask a provider what it can do. */
const quiet: World = {
  clock: {now: () => 0},
  timer: {after: () => ({cancel: () => undefined})},
  random: {bytes: (length) => new Uint8Array(length)},
  net: {fetch: () => Promise.reject(new NetError('not_sent'))},
  log: () => undefined,
};

/** Where the shopper pays. */
type Place = Pick<Extract<Outcome, {kind: 'action_required'}>, 'url' | 'fields'>;

/** @returns the same promise, while time passes. */
async function inTime<T>(town: Town, promise: Promise<T>): Promise<T> {
  let isDone = false;
  void promise.then(
    () => (isDone = true),
    () => (isDone = true),
  );
  await town.settle();
  for (let second = 0; !isDone && second < 200; second++) await town.advance(1000);
  return promise;
}

export function conforms(candidate: Candidate): void {
  const {definition, calls, acts, way} = candidate;
  const {name} = definition;
  const title = way === undefined ? name : `${name}, ${way}`;
  const [stillOpen, over] = candidate.closesItself ?? [30, 61];
  const settings = definition.demo?.(`${addresses.bank}/doubles/${name}`);
  assert.ok(settings, `${name} has a double`);
  const {open, mode} = definition.read(settings);
  assert.equal(mode, 'test');

  const methodOf = ({methods}: Provider): MethodType => candidate.method ?? methods[0] ?? 'card';

  async function fault(town: Town, {method, path, says}: Call, what: string, times = 1): Promise<void> {
    const response = await town.call('bank', `/doubles/${name}/faults`, {
      method: 'POST',
      headers: {authorization: 'Bearer bank_test_key', 'content-type': 'application/json'},
      body: JSON.stringify({method, path, fault: what, times, ...(says !== undefined && {says})}),
    });
    assert.equal(response.status, 204);
  }

  const post = (town: Town, url: string, form: Form) =>
    town.call('bank', new URL(url).pathname, {
      method: 'POST',
      headers: {'content-type': 'application/x-www-form-urlencoded'},
      body: new URLSearchParams(form).toString(),
    });

  function press(town: Town, {url, fields}: Place, action: string): Promise<Response> {
    if (fields && candidate.inFields) return candidate.inFields(town, fields, action);
    return post(town, url ?? '', {action});
  }

  /** A shopper who is sent with a form: posted once, then at the page. */
  async function enter(town: Town, url: string, form: Form): Promise<string> {
    const response = await post(town, url, form);
    assert.equal(response.status, 303, await response.text());
    return new URL(response.headers.get('location') ?? '', url).href;
  }

  /** All of it; and a lender says by which plan it is paid back. */
  function taken(outcome: Outcome | NotFound | undefined, reference: string): void {
    assert.ok(outcome?.kind === 'captured');
    const {plan, ...rest} = outcome;
    assert.deepEqual(withoutCode(rest), {kind: 'captured', reference, total: amount, final: true});
    assert.deepEqual(
      [plan?.id, plan?.purchase],
      candidate.plan === undefined ? [undefined, undefined] : [candidate.plan, amount],
    );
  }

  async function only(town: Town): Promise<Standing> {
    const [one, ...more] = await candidate.book(town);
    assert.ok(one && more.length === 0, 'exactly one payment at the provider');
    return one;
  }

  /** The provider by itself, in an empty town. */
  async function alone() {
    const words: string[] = [];
    const keep = (heard: Heard): Heard => {
      if (heard.kind === 'look' && heard.word !== undefined) words.push(heard.word);
      return heard;
    };
    // What the provider says on the way arrives: nobody but these tests has a try of that handle.
    const town = await openTown({}, undefined, {
      providers: [
        (world) => {
          const {hear, ...rest} = open(world);
          return {...rest, hear: async (one) => keep(await hear(one))};
        },
      ],
    });
    const connection = open(town.world);
    const {provider} = connection;
    const key = `key-${++count}`;
    const payer: Payer = {
      kind: provider.fields && candidate.inFields ? 'fields' : 'redirect',
      method: methodOf(provider),
      returnUrl: `${addresses.pay}/return/cs_1/h_${key}`,
      cancelUrl: `${addresses.pay}/return/cs_1/h_${key}?canceled`,
      notifyUrl: `${addresses.pay}/notify/${name}/h_${key}`,
      locale: 'fr',
      customer: {email, name: 'Élodie Martin', country: 'FR', address, quantity: 2},
      ...(candidate.plan !== undefined && {plan: candidate.plan}),
    };
    const money = {amount, currency: 'EUR'} as const;
    const sentAt = town.clock.now();
    const authorize = (capture: boolean) =>
      provider.authorize({money, merchant: 'Maison Lumen', orderReference: 'ML-1', capture, key, payer});
    /** A payment may have another number once the provider has spoken of it. */
    const firstNames = new Map<string, string>();
    let form: Form | undefined;
    const sync = (reference?: string) =>
      provider.sync({
        kind: 'authorize',
        key,
        money,
        sentAt,
        words,
        ...(form && {form}),
        ...(reference !== undefined && {reference: firstNames.get(reference) ?? reference}),
      });
    /** With the shopper at the page. */
    async function atPage(capture = false) {
      const outcome = await authorize(capture);
      assert.ok(outcome.kind === 'action_required', outcome.kind);
      form = 'form' in outcome ? outcome.form : undefined;
      return form && outcome.url !== undefined ? {...outcome, url: await enter(town, outcome.url, form)} : outcome;
    }
    /** Where it stands; what was approved is taken, as our payments do it. */
    async function stand(reference: string, capture = false): Promise<Outcome | NotFound> {
      const outcome = await sync(reference);
      if (outcome.kind !== 'approved' || !provider.take) return outcome;
      return provider.take({reference, key: `${key}-take`, authorizeKey: key, money, capture});
    }
    async function approved(capture = false): Promise<string> {
      const place = await atPage(capture);
      await pressed(place, acts.pay);
      if (provider.capabilities.lookup === undefined) return place.reference;
      const outcome = await sync(place.reference);
      assert.ok(outcome.kind === 'authorized' || outcome.kind === 'captured', outcome.kind);
      firstNames.set(outcome.reference, place.reference);
      return outcome.reference;
    }
    async function paid(capture = false): Promise<string> {
      const reference = await approved(capture);
      if (candidate.take) assert.equal((await stand(reference, capture)).kind, capture ? 'captured' : 'authorized');
      return reference;
    }
    /** And what comes along with the shopper. */
    async function pressed(place: Place, action: string): Promise<void> {
      const location = (await press(town, place, action)).headers.get('location');
      if (location === null || !location.startsWith(addresses.pay)) return;
      const {search, searchParams: query} = new URL(location);
      const returned = {method: 'GET', headers: {}, query, rawQuery: search.slice(1), raw: new Uint8Array()} as const;
      const heard = await connection.hearReturn?.({...returned, now: town.clock.now()});
      if (heard) keep(heard);
    }
    return {town, connection, provider, key, money, authorize, sync, stand, atPage, approved, paid, pressed};
  }
  type Alone = Awaited<ReturnType<typeof alone>>;

  describe(`${title}: the provider`, () => {
    test('proves its keys, and says when they are wrong or nobody answers', async () => {
      const {town, connection} = await alone();
      const well = await connection.check();
      assert.ok(well.kind === 'well' && well.can.length > 0);
      town.cut(
        candidate.shut
          ? changing(calls.look, candidate.shut, candidate.reading)
          : async () => new Response('{}', {status: 401}),
      );
      assert.equal((await connection.check()).kind, 'refused');
      town.cut(async () => {
        throw new NetError('not_sent');
      });
      assert.equal((await connection.check()).kind, 'unreachable');
      await town.stop();
    });

    for (const [what, bad] of candidate.badSettings) {
      test(`refuses settings ${what}, and repeats no value`, () => {
        assert.throws(
          () => definition.read(bad),
          (error: Error) =>
            error.name === 'SettingsRefused' && !candidate.secrets.some((one) => error.message.includes(one)),
        );
      });
    }

    test('sends the shopper to its page, and says until when', async () => {
      const {town, atPage, sync} = await alone();
      const place = await atPage();
      const {url, fields, reference, until} = place;
      if (candidate.inFields) assert.ok(fields && Object.keys(fields).length > 0);
      else assert.equal(new URL(url ?? '').origin, addresses.bank);
      assert.ok(until > town.clock.now());
      assert.ok((await only(town)).open);
      if (calls.authorize) {
        assert.deepEqual(await sync(reference), candidate.tellsNoWay ? {kind: 'pending', reference} : place);
        assert.deepEqual(await sync(), candidate.lost ? {kind: 'not_found'} : place);
      } else {
        // Without its number the form was never handed out.
        assert.deepEqual(await sync(reference), {kind: 'pending', reference});
        assert.deepEqual(await sync(), {kind: 'not_found'});
      }
      await town.stop();
    });

    for (const url of candidate.badPages) {
      test(`sends nobody to ${url}`, async () => {
        const {town, authorize} = await alone();
        assert.ok(calls.authorize);
        town.cut(changing(calls.authorize, (answer) => candidate.withPage(answer, url), candidate.reading));
        assert.deepEqual(await authorize(false), {kind: 'unknown'});
        await town.stop();
      });
    }

    test('reserves', async () => {
      const {town, paid, sync} = await alone();
      const reference = await paid();
      const outcome = await sync(reference);
      assert.ok(outcome.kind === 'authorized' && outcome.reference === reference);
      assert.ok(outcome.captureBefore !== undefined && outcome.captureBefore > town.clock.now());
      assert.deepEqual([(await only(town)).held, (await only(town)).captured], [amount, 0]);
      await town.stop();
    });

    test('takes at once', async () => {
      const {town, paid, sync} = await alone();
      const reference = await paid(true);
      taken(await sync(reference), reference);
      assert.equal((await only(town)).captured, amount);
      await town.stop();
    });

    for (const [action, code, providerCode] of acts.refuse) {
      test(`explains a refusal: ${providerCode}`, async () => {
        const {town, atPage, stand, pressed} = await alone();
        const place = await atPage();
        const {reference} = place;
        await pressed(place, action);
        const outcome = await stand(reference);
        assert.ok(outcome.kind === 'declined');
        assert.deepEqual([outcome.decline.code, outcome.decline.providerCode], [code, providerCode]);
        await town.stop();
      });
    }

    for (const [action, lapsed, told] of [
      [acts.cancel, false, candidate.gaveUp?.canceled],
      ...(acts.expire === null ? [] : [[acts.expire, true, candidate.gaveUp?.expired] as const]),
    ] as const) {
      test(`a shopper who gives up is no refusal: ${action}`, async () => {
        const {town, atPage, sync, provider, pressed} = await alone();
        const place = await atPage();
        const {reference} = place;
        await pressed(place, action);
        const over = {kind: 'voided', reference, lapsed};
        if (!told) assert.deepEqual(await sync(reference), over);
        else {
          assert.equal((await sync(reference)).kind, told);
          if (!calls.close) return town.stop();
          assert.deepEqual(await provider.close?.({reference, key: 'l'}), over);
        }
        await town.stop();
      });
    }

    test('a reservation lapses by itself, and where nobody tells, nothing is said', async () => {
      const {town, paid, sync, provider} = await alone();
      const reference = await paid();
      const held = await sync(reference);
      assert.ok(held.kind === 'authorized');
      await town.sleep((held.captureBefore ?? 0) - town.clock.now() + 1000);
      if (candidate.lapsesUnseen) {
        assert.deepEqual(await provider.sync({kind: 'capture', reference, key: ''}), {kind: 'unknown'});
        return town.stop();
      }
      assert.deepEqual(await sync(reference), candidate.neverLapses ? held : {kind: 'voided', reference, lapsed: true});
      await town.stop();
    });

    test('captures, once under one key', async () => {
      const {town, paid, provider} = await alone();
      const reference = await paid();
      const order = {reference, amount, final: true, key: 'capture-1'};
      for (let twice = 0; twice < 2; twice++) {
        taken(await provider.capture?.(order), reference);
      }
      assert.deepEqual([(await only(town)).held, (await only(town)).captured], [0, amount]);
      await town.stop();
    });

    test('captures a part where it can, else takes nothing', async () => {
      const {town, paid, provider} = await alone();
      const reference = await paid();
      const part = await provider.capture?.({reference, amount: 5_000, final: false, key: 'capture-1'});
      const can = provider.capabilities.deferredCapture === 'partial';
      assert.equal(part?.kind, can ? 'captured' : 'declined');
      assert.equal((await only(town)).captured, can ? 5_000 : 0);
      await town.stop();
    });

    test('releases, once; and not what is taken', async () => {
      const {town, paid, provider} = await alone();
      const reference = await paid();
      for (let twice = 0; twice < 2; twice++) {
        assert.deepEqual(await provider.void?.({reference, key: 'void-1'}), {kind: 'voided', reference, lapsed: false});
      }
      assert.equal((await only(town)).held, 0);
      assert.equal((await provider.capture?.({reference, amount, final: true, key: 'c'}))?.kind, 'declined');
      await town.stop();

      const other = await alone();
      const taken = await other.paid(true);
      assert.equal((await other.provider.void?.({reference: taken, key: 'v'}))?.kind, 'declined');
      assert.equal((await only(other.town)).captured, amount);
      await other.town.stop();
    });

    if (calls.close) {
      test('closes its page, and nobody can pay there any more', async () => {
        const {town, atPage, provider} = await alone();
        const place = await atPage();
        const {reference} = place;
        assert.equal((await provider.close?.({reference, key: 'l'}))?.kind, 'voided');
        await press(town, place, acts.pay);
        assert.deepEqual([(await only(town)).open, (await only(town)).held], [false, 0]);
        await town.stop();
      });

      test('does not close what was decided: it stands', async () => {
        const {town, paid, provider} = await alone();
        const reference = await paid();
        assert.equal((await provider.close?.({reference, key: 'l'}))?.kind, 'declined');
        assert.equal((await only(town)).held, amount);
        await town.stop();
      });
    } else {
      test('cannot close its page: says nothing before its time is over, and after that nobody can pay there', async () => {
        const {town, atPage, provider, sync} = await alone();
        const place = await atPage();
        const {reference} = place;
        assert.equal(provider.close, undefined);
        await town.advance(stillOpen * minute);
        assert.deepEqual(await sync(reference), {kind: 'pending', reference});
        await town.advance((over - stillOpen) * minute);
        const ended = {kind: 'voided', reference, lapsed: true} as const;
        // It never spoke, and cannot be asked: a person must look.
        assert.deepEqual(await sync(reference), provider.capabilities.lookup ? {...ended, toCheck: true} : ended);
        await press(town, place, acts.pay);
        assert.deepEqual([(await only(town)).open, (await only(town)).held], [false, 0]);
        await town.stop();
      });
    }

    const {take} = candidate;
    if (take) {
      test('what is approved moves nothing until it is taken, is not closed, and is taken once', async () => {
        const {town, approved, sync, stand, provider, key, money} = await alone();
        const reference = await approved();
        assert.deepEqual(await sync(reference), {kind: 'approved', reference});
        assert.equal((await provider.close?.({reference, key: 'l'}))?.kind, 'declined');
        assert.deepEqual([(await only(town)).held, (await only(town)).captured], [0, 0]);
        for (let twice = 0; twice < 2; twice++) {
          const request = {reference, key: `${key}-take`, authorizeKey: key, money, capture: false};
          assert.equal((await provider.take?.(request))?.kind, 'authorized');
        }
        assert.equal((await stand(reference)).kind, 'authorized');
        assert.equal((await only(town)).held, amount);
        await town.stop();
      });

      test('takes nothing that nobody approved, and nothing for another try or amount', async () => {
        const {town, atPage, provider, key, money} = await alone();
        const {reference} = await atPage();
        const request = {reference, key: `${key}-take`, authorizeKey: key, money, capture: false};
        assert.equal((await provider.take?.(request))?.kind, 'declined');
        assert.equal((await only(town)).held, 0);
        await town.stop();

        const other = await alone();
        const approved = await other.approved();
        const asked = {reference: approved, key: 't', authorizeKey: other.key, money: other.money, capture: false};
        assert.equal((await other.provider.take?.({...asked, authorizeKey: 'another'}))?.kind, 'unknown');
        assert.equal((await other.provider.take?.({...asked, money: {...money, amount: 1}}))?.kind, 'unknown');
        await other.town.stop();
      });

      for (const what of [...faultsBefore, ...faultsAfter]) {
        test(`take, ${what}: unknown, and taken once in the end`, async () => {
          const {town, approved, stand} = await alone();
          const reference = await approved();
          await fault(town, take, what);
          assert.deepEqual(await inTime(town, stand(reference)), {kind: 'unknown'});
          assert.equal((await stand(reference)).kind, 'authorized');
          assert.equal((await only(town)).held, amount);
          await town.stop();
        });
      }
    }

    test('gives back in parts, once under one key, and never too much', async () => {
      const {town, paid, provider} = await alone();
      const reference = await paid(true);
      const refund = (part: number, key: string, refunded: number) =>
        provider.refund?.({reference, amount: part, final: false, key, books: {captured: amount, refunded}});
      assert.deepEqual(await refund(2_990, 'r-1', 0), {kind: 'refunded', reference, total: 2_990});
      const same = await refund(2_990, 'r-1', 0);
      if (candidate.refundsUnseen) assert.equal(same?.kind, 'declined');
      else assert.deepEqual(same, {kind: 'refunded', reference, total: 2_990});
      assert.equal((await only(town)).refunded, 2_990);
      assert.equal((await refund(10_001, 'r-2', 2_990))?.kind, 'declined');
      assert.deepEqual(await refund(10_000, 'r-3', 2_990), {kind: 'refunded', reference, total: amount});
      assert.equal((await refund(1, 'r-4', amount))?.kind, 'declined');
      assert.equal((await only(town)).refunded, amount);
      await town.stop();
    });

    if (calls.authorize) {
      test('a line that was never made is known to be without effect', async () => {
        const {town, authorize} = await alone();
        town.cut(async () => {
          throw new NetError('not_sent');
        });
        assert.deepEqual(await authorize(false), {kind: 'not_sent', reason: 'unreachable'});
        await town.stop();
      });
    } else {
      test('asks nobody to make its form, or only whether the page is there: no dead line can lose it', async () => {
        const {town, authorize} = await alone();
        town.cut(async () => {
          throw new NetError('not_sent');
        });
        const outcome = await authorize(false);
        if (candidate.probesPage) assert.deepEqual(outcome, {kind: 'not_sent', reason: 'unreachable'});
        else assert.equal(outcome.kind, 'action_required');
        assert.deepEqual(await candidate.book(town), []);
        await town.stop();
      });
    }

    test('slow at each call: waited for, and taken for what it is', async () => {
      const slowly = async <T>({town}: Alone, call: Call, act: () => Promise<T>): Promise<T> => {
        await fault(town, call, 'slow');
        const before = town.clock.now();
        const result = await inTime(town, act());
        assert.ok(town.clock.now() - before >= 3_000, `${call.method} ${call.path} ${call.says ?? ''} was not slow`);
        return result;
      };
      const {authorize: creation} = calls;
      if (creation) {
        const one = await alone();
        assert.equal((await slowly(one, creation, () => one.authorize(false))).kind, 'action_required');
        await one.town.stop();
      }
      if (way !== undefined) return;

      const one = await alone();
      const {provider} = one;
      assert.ok(provider.capture && provider.refund && provider.void);
      const {capture, refund} = provider;
      const reference = await one.paid();
      assert.equal((await slowly(one, calls.look, () => one.sync(reference))).kind, 'authorized');
      const order = {reference, amount, final: true, key: 'o-1'};
      taken(await slowly(one, calls.capture, () => capture(order)), reference);
      const part = {reference, amount: 4_000, final: false, key: 'o-2', books: {captured: amount, refunded: 0}};
      const back = await slowly(one, calls.refund, () => refund(part));
      assert.deepEqual(back, {kind: 'refunded', reference, total: 4_000});
      await one.town.stop();

      const other = await alone();
      const release = other.provider.void;
      assert.ok(release);
      const held = await other.paid();
      assert.equal((await slowly(other, calls.void, () => release({reference: held, key: 'o-3'}))).kind, 'voided');
      await other.town.stop();
    });

    for (const what of [...faultsBefore, ...faultsAfter]) {
      const after = faultsAfter.some((one) => one === what);

      const {authorize: call} = calls;
      if (call)
        test(`authorize, ${what}: unknown, and then ${after && !candidate.lost ? 'found by its key' : 'not found'}`, async () => {
          const {town, authorize, sync} = await alone();
          await fault(town, call, what);
          assert.deepEqual(await inTime(town, authorize(false)), {kind: 'unknown'});
          assert.equal((await sync()).kind, after && !candidate.lost ? 'action_required' : 'not_found');
          assert.equal((await candidate.book(town)).length, after ? 1 : 0);
          await town.stop();
        });

      const taken = {captured: amount, refunded: 0};
      const deeds: Readonly<
        Record<'capture' | 'void' | 'refund', (one: Alone, reference: string) => Promise<Outcome>>
      > = {
        capture: async ({provider}, reference) =>
          (await provider.capture?.({reference, amount, final: true, key: 'o-1'})) ?? {kind: 'unknown'},
        void: async ({provider}, reference) => (await provider.void?.({reference, key: 'o-1'})) ?? {kind: 'unknown'},
        refund: async ({provider}, reference) =>
          (await provider.refund?.({reference, amount: 4_000, final: false, key: 'o-1', books: taken})) ?? {
            kind: 'unknown',
          },
      };
      const ends = {capture: 'captured', void: 'voided', refund: 'refunded'} as const;
      for (const deed of way === undefined ? (['capture', 'void', 'refund'] as const) : []) {
        test(`${deed}, ${what}: unknown, then looked up, and done once in the end`, async () => {
          const one = await alone();
          const {town, provider} = one;
          const reference = await one.paid(deed === 'refund');
          await fault(town, calls[deed], what);
          assert.deepEqual(await inTime(town, deeds[deed](one, reference)), {kind: 'unknown'});
          const found: Outcome | NotFound = await provider.sync({
            kind: deed,
            reference,
            key: 'o-1',
            ...(deed === 'refund' && {amount: 4_000, books: taken}),
          });
          const isUnseen = deed === 'refund' && candidate.refundsUnseen === true;
          assert.equal(found.kind, after ? ends[deed] : isUnseen ? 'unknown' : 'not_found');
          assert.equal((await deeds[deed](one, reference)).kind, isUnseen && after ? 'declined' : ends[deed]);
          const {held, captured, refunded} = await only(town);
          assert.deepEqual(
            {held, captured, refunded},
            {
              capture: {held: 0, captured: amount, refunded: 0},
              void: {held: 0, captured: 0, refunded: 0},
              refund: {held: 0, captured: amount, refunded: 4_000},
            }[deed],
          );
          await town.stop();
        });
      }

      const {close} = calls;
      if (close)
        test(`close, ${what}: never said to be closed while it is not known`, async () => {
          const {town, provider, atPage} = await alone();
          const {reference} = await atPage();
          await fault(town, close, what);
          const outcome = await inTime(
            town,
            provider.close?.({reference, key: 'l'}) ?? Promise.resolve({kind: 'unknown'}),
          );
          assert.equal(outcome.kind, 'unknown');
          assert.equal((await provider.close?.({reference, key: 'l'}))?.kind, 'voided');
          await town.stop();
        });

      test(`look, ${what}: unknown, whatever is asked about`, async () => {
        const {town, provider, paid, sync} = await alone();
        const reference = await paid();
        for (const look of [
          () => sync(reference),
          () => provider.sync({kind: 'capture', reference, key: 'o-1'}),
          () => provider.sync({kind: 'void', reference, key: 'o-1'}),
        ]) {
          await fault(town, calls.look, what);
          assert.deepEqual(await inTime(town, look()), {kind: 'unknown'});
        }
        await town.stop();
      });
    }

    for (const [what, change] of candidate.lies) {
      test(`never takes for a success: ${what}`, async () => {
        const {town, paid, sync} = await alone();
        const reference = await paid(true);
        town.cut(changing(calls.look, change, candidate.reading));
        assert.deepEqual(await sync(reference), {kind: 'unknown'});
        await town.stop();
      });
    }

    test('hears its own word, and nothing else', async () => {
      const {town, connection} = await alone();
      const heard = await connection.hear(notification(candidate.word('pay_abc'), town));
      assert.equal(heard.kind, 'look');
      for (const [what, word] of candidate.badWords) {
        assert.equal((await connection.hear(notification(word, town))).kind, 'refused', what);
      }
      await town.stop();
    });
  });

  /** A shopper who has chosen the method and stands before the provider's page. */
  async function away({change = {}, prepare}: {change?: object; prepare?: (town: Town) => Promise<void>} = {}) {
    const contacts: string[] = [];
    const town = await openTown(candidate.routes ? {routes: candidate.routes} : {}, undefined, {
      providers: [
        (world): Connection =>
          open({
            ...world,
            net: {
              fetch: (request) => {
                contacts.push(`${request.method} ${request.url}`);
                return world.net.fetch(request);
              },
            },
          }),
      ],
    });
    const shopper = shopperIn(town);
    const session: Session = await town.session({
      order_reference: `ML-${++count}`,
      customer: {email, name: 'Élodie Martin', billing_country: 'FR', billing_address: address},
      ...change,
    });
    await prepare?.(town);
    const confirm = () =>
      inTime(
        town,
        town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
          token: session.token,
          key: `confirm-${++count}`,
          body: {
            method: methodOf(open(town.world).provider),
            ...(candidate.plan !== undefined && {plan: candidate.plan}),
          },
        }),
      );
    const confirmed = await confirm();
    const pages = new Map<string, Promise<string>>();
    /** Where the shopper is: at the provider's page, having posted the form of ours once where there is one. */
    const place = async (): Promise<Place> => {
      const {type, url, data} = (await shopper.view(session)).payment_intent.next_action ?? {};
      if (type === 'fields') return {url, fields: data};
      if (!String(url).startsWith(`${addresses.pay}/away/`)) return {url};
      const page = pages.get(url) ?? posted(url);
      pages.set(url, page);
      return {url: await page};
    };
    async function posted(address: string): Promise<string> {
      const document = await (await town.call('pay', new URL(address).pathname)).text();
      const plain = (text = '') =>
        text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
      const inputs = [...document.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
      const form = Object.fromEntries(inputs.map(([, field, value]) => [plain(field), plain(value)]));
      return enter(town, plain(/<form [^>]*action="([^"]*)"/.exec(document)?.[1]), form);
    }
    const status = async (): Promise<string> => (await shopper.intent(session)).status;
    const doc = async () => {
      const row = await town.store.get('intents', session.intent);
      assert.ok(row);
      return row.doc;
    };
    const operation = (path: string, body: object, key = `op-${++count}`) => town.api('POST', path, {key, body});
    return {
      town,
      shopper,
      session,
      confirm,
      confirmed,
      contacts,
      place,
      status,
      doc,
      press: async (action: string) => press(town, await place(), action),
      capture: (body: object = {}) => operation(`/v1/payment_intents/${session.intent}/capture`, body),
      void: () => operation(`/v1/payment_intents/${session.intent}/void`, {}),
      refund: (part: number, key?: string) =>
        operation('/v1/refunds', {payment_intent: session.intent, amount: part}, key),
      handle: async () => (await doc()).attempts.at(-1)?.handle ?? '',
    };
  }
  type Away = Awaited<ReturnType<typeof away>>;

  async function comeBack(one: Away, response: Response): Promise<void> {
    const location = response.headers.get('location') ?? '';
    assert.ok(location.startsWith(`${addresses.pay}/return/`), `sent back to ${location}`);
    const {pathname, search} = new URL(location);
    assert.equal((await one.town.call('pay', pathname + search)).status, 303);
    await one.town.advance(1);
  }

  /** Nothing double, nothing lost: the provider's books and ours are one story, and no log tells a secret. */
  async function agree(one: Away): Promise<void> {
    const {town, session} = one;
    await town.advance(minute);
    const book = await candidate.book(town);
    const intent = await one.shopper.intent(session);
    const sum = (name: 'held' | 'captured' | 'refunded') => book.reduce((total, payment) => total + payment[name], 0);
    assert.equal(sum('captured'), intent.amount_captured);
    assert.equal(sum('refunded'), intent.amount_refunded);
    assert.equal(sum('held'), intent.status === 'requires_capture' ? amount - intent.amount_captured : 0);
    const lines = await town.store.find('ledger', {by: 'intent', equals: session.intent, limit: 100});
    const total = (kind: string) => lines.reduce((all, {doc}) => (doc.kind === kind ? all + doc.amount : all), 0);
    assert.equal(total('captured'), intent.amount_captured);
    assert.equal(total('refunded'), intent.amount_refunded);
    const logs = town.logged.join('\n');
    for (const secret of [...candidate.secrets, email, 'Martin', '4242424242424242']) {
      assert.ok(!logs.includes(secret), `a log says ${secret}`);
    }
    await town.stop();
  }

  const automatic = {change: {capture_method: 'automatic'}};
  /** Nothing can be asked before its first word. */
  const isSilent = open(quiet).provider.capabilities.lookup === 'once_notified';

  describe(`${title}: whole payments`, () => {
    test('reserved, captured at shipment, refunded in two parts', async () => {
      const one = await away();
      assert.equal(one.confirmed.status, 200, one.confirmed.text);
      assert.equal(one.confirmed.json.payment_intent.next_action.type, candidate.inFields ? 'fields' : 'redirect');
      await comeBack(one, await one.press(acts.pay));
      assert.equal(await one.status(), 'requires_capture');
      if (open(one.town.world).provider.capabilities.deferredCapture === 'full') {
        assert.equal((await one.capture({amount: 5_000})).json.code, 'partial_capture_unsupported');
      }
      assert.equal((await one.capture()).json.status, 'succeeded');
      assert.equal((await one.refund(2_990)).status, 201);
      assert.equal((await one.refund(10_001)).json.code, 'amount_too_large');
      assert.equal((await one.refund(10_000)).status, 201);
      await agree(one);
    });

    const failed = acts.refuse.find(([, code]) => code === 'authentication_failed')?.[0];
    const otherwise = acts.refuse.find(([, code]) => code !== 'authentication_failed')?.[0] ?? '';
    if (failed !== undefined) {
      test('the third failed authentication cancels the payment, and another refusal is none of them', async () => {
        const one = await away();
        for (const action of [failed, otherwise, failed]) {
          await comeBack(one, await one.press(action));
          assert.equal(await one.status(), 'requires_payment_method');
          assert.equal((await one.confirm()).status, 200);
        }
        await comeBack(one, await one.press(failed));
        const {status, cancellation_reason: reason} = await one.shopper.intent(one.session);
        assert.deepEqual([status, reason], ['canceled', 'authentication_failed']);
        assert.equal((await one.confirm()).status, 409);
        await agree(one);
      });
    }

    test('reserved, and released', async () => {
      const one = await away();
      await comeBack(one, await one.press(acts.pay));
      assert.deepEqual((await one.void()).json.cancellation_reason, 'voided');
      await agree(one);
    });

    test('taken at once', async () => {
      const one = await away(automatic);
      await comeBack(one, await one.press(acts.pay));
      assert.equal(await one.status(), 'succeeded');
      await agree(one);
    });

    test('refused, said why, and paid at the second try', async () => {
      const [action = '', code] = acts.refuse[0] ?? [];
      const one = await away(automatic);
      await comeBack(one, await one.press(action));
      const intent = await one.shopper.intent(one.session);
      assert.deepEqual([intent.status, intent.last_decline.code], ['requires_payment_method', code]);
      await one.confirm();
      await comeBack(one, await one.press(acts.pay));
      assert.equal(await one.status(), 'succeeded');
      await agree(one);
    });

    test('canceled at the page: no refusal', async () => {
      const one = await away();
      await comeBack(one, await one.press(acts.cancel));
      if (candidate.gaveUp?.canceled) {
        assert.equal(await one.status(), 'requires_action');
        const left = await one.shopper.cancel(one.session, {attempt: true});
        if (!calls.close) {
          // It can still be paid, so that nobody may say that it is over; and it is, once its time has come.
          assert.equal(left.json.code, 'payment_in_progress');
          await one.town.advance((over + 10) * minute);
          const {status, last_decline: decline, attempts} = await one.shopper.intent(one.session);
          assert.ok(status === 'requires_payment_method' || status === 'canceled', status);
          assert.deepEqual([decline, attempts.at(-1).status], [null, 'abandoned']);
          return agree(one);
        }
      }
      const intent = await one.shopper.intent(one.session);
      assert.deepEqual([intent.status, intent.last_decline], ['requires_payment_method', null]);
      await agree(one);
    });

    test('the page is left open: it is closed in time, and nobody pays there after that', async () => {
      const one = await away();
      const place = await one.place();
      await one.town.advance(2 * 60 * minute);
      assert.notEqual(await one.status(), 'requires_action');
      await press(one.town, place, acts.pay);
      await agree(one);
    });

    test('the shopper comes back to pay otherwise: the page is closed first, or it is not said to be', async () => {
      const one = await away();
      const place = await one.place();
      if (!calls.close) {
        const refused = await one.shopper.cancel(one.session, {attempt: true});
        assert.deepEqual([refused.status, refused.json.code], [409, 'payment_in_progress']);
        await comeBack(one, await press(one.town, place, acts.pay));
        assert.equal(await one.status(), 'requires_capture');
        return agree(one);
      }
      assert.equal((await one.shopper.cancel(one.session, {attempt: true})).status, 200);
      assert.equal(await one.status(), 'requires_payment_method');
      await press(one.town, place, acts.pay);
      await agree(one);
    });

    test('the shopper comes back to pay otherwise, having paid: that stands', async () => {
      const one = await away();
      await one.press(isSilent ? 'stay' : 'vanish');
      await one.shopper.cancel(one.session, {attempt: true});
      assert.equal(await one.status(), 'requires_capture');
      await agree(one);
    });

    test('return before the notification', async () => {
      const one = await away();
      await comeBack(one, await one.press('early'));
      assert.equal(await one.status(), 'requires_capture');
      await one.town.advance(10_000);
      await agree(one);
    });

    test('the notification only', async () => {
      const one = await away();
      await one.press('stay');
      await one.town.advance(1);
      assert.equal(await one.status(), 'requires_capture');
      await agree(one);
    });

    test('neither: found by asking, or a task for the merchant where nobody can be asked', async () => {
      const one = await away();
      await one.press('vanish');
      assert.equal(await one.status(), 'requires_action');
      await one.town.advance(2 * minute);
      if (isSilent) {
        assert.equal(await one.status(), 'requires_action');
        await one.town.advance(60 * minute);
        const {status, attempts} = await one.shopper.intent(one.session);
        assert.notEqual(status, 'requires_action');
        assert.equal(attempts.at(-1).task, 'check_back_office');
        return one.town.stop();
      }
      assert.equal(await one.status(), 'requires_capture');
      await agree(one);
    });

    test('notified twice, the second time with the state of before', async () => {
      const one = await away();
      await one.press('twice');
      await one.town.advance(10_000);
      assert.equal(await one.status(), 'requires_capture');
      await agree(one);
    });

    test('a notification of a stranger costs no call, and changes nothing', async () => {
      const one = await away();
      await one.place();
      const {reference} = await only(one.town);
      const handle = await one.handle();
      const post = (path: string, {method = 'POST', query, headers = {}, body}: Word) =>
        one.town.call('pay', query === undefined ? path : `${path}?${query}`, {
          method,
          headers: {'content-type': 'application/json', ...headers},
          ...(method === 'POST' && {body}),
        });
      if (candidate.asksForCertificate) await post(`/notify/${name}`, candidate.word(reference));
      const before = one.contacts.length;
      await post(`/notify/${name}/h_of_nobody`, candidate.word(reference));
      await post(`/notify/${name}`, candidate.word(reference));
      await post(`/notify/${name}/${handle}`, candidate.word('pay_ofAnotherMerchant'));
      for (const [what, word] of candidate.badWords) {
        assert.equal((await post(`/notify/${name}/${handle}`, word)).status, 401, what);
      }
      await one.town.advance(1);
      assert.equal(one.contacts.length, before);
      assert.equal((await post(`/notify/${name}/${handle}`, candidate.word(reference))).status, 200);
      await one.town.advance(1);
      assert.equal(one.contacts.length, before + 1);
      assert.equal(await one.status(), 'requires_action');
      await agree(one);
    });

    test('a lapsed reservation is canceled', async () => {
      const one = await away();
      await comeBack(one, await one.press(acts.pay));
      const held = await one.doc();
      assert.ok(held.status === 'requires_capture');
      await one.town.sleep(held.captureBefore - one.town.clock.now() + day);
      if (candidate.neverLapses) {
        const events = await one.town.api('GET', '/v1/events?limit=100');
        const types = events.json.data.map(({type}: {type: string}) => type);
        assert.ok(types.includes('payment_intent.authorization_expiring'));
      }
      if (candidate.neverLapses || candidate.lapsesUnseen) {
        assert.equal(await one.status(), 'requires_capture');
        return agree(one);
      }
      const intent = await one.shopper.intent(one.session);
      assert.deepEqual([intent.status, intent.cancellation_reason], ['canceled', 'authorization_expired']);
      await one.town.stop();
    });

    if (candidate.take) {
      const {take} = candidate;
      for (const what of [...faultsBefore, ...faultsAfter]) {
        test(`what is approved is taken once in the end, ${what}, and cannot be left meanwhile`, async () => {
          const one = await away();
          await fault(one.town, take, what, 2);
          await inTime(one.town, comeBack(one, await one.press(acts.pay)));
          // Either it was taken, and is found to be; or nobody may say that it is over.
          const hadEffect = faultsAfter.some((one) => one === what);
          const status = await one.status();
          assert.ok(status === 'processing' || (hadEffect && status === 'requires_capture'), status);
          const left = await inTime(one.town, one.shopper.cancel(one.session, {attempt: true}));
          assert.equal(left.json.code, hadEffect ? 'session_complete' : 'payment_in_progress');
          await one.town.advance(5 * minute);
          assert.equal(await one.status(), 'requires_capture');
          await agree(one);
        });
      }

      test('approved and left at the same moment: one of the two, in both books', async () => {
        const one = await away();
        await one.press('vanish');
        const handle = await one.handle();
        await Promise.all([
          one.town.call('pay', `/return/${one.session.id}/${handle}`),
          one.shopper.cancel(one.session, {attempt: true}),
        ]);
        await one.town.advance(minute);
        assert.equal(await one.status(), 'requires_capture');
        await agree(one);
      });

      test('approved while it is left: what is on its way to be taken is not called over', async () => {
        const one = await away();
        const [place, handle] = [await one.place(), await one.handle()];
        const pause = (ms: number) => new Promise<void>((resolve) => one.town.timer.after(ms, resolve));
        let isFirst = true;
        one.town.cut(async (request, deliver) => {
          const response = await deliver();
          // The shopper approves after our look at the open page, before its answer has come; and the taking takes its time.
          if (isFirst && matches(calls.look, request)) {
            isFirst = false;
            await press(one.town, place, acts.pay);
            await one.town.call('pay', `/return/${one.session.id}/${handle}`);
            await pause(1000);
          } else if (matches(take, request)) await pause(3000);
          return response;
        });
        await inTime(one.town, one.shopper.cancel(one.session, {attempt: true}));
        await one.town.advance(10_000);
        assert.equal(await one.status(), 'requires_capture');
        await agree(one);
      });

      test('approved after it was left: nothing is taken', async () => {
        const one = await away();
        const [place, handle] = [await one.place(), await one.handle()];
        assert.equal((await one.shopper.cancel(one.session, {attempt: true})).status, 200);
        await press(one.town, place, acts.pay);
        await one.town.call('pay', `/return/${one.session.id}/${handle}`);
        await one.town.advance(minute);
        assert.equal(await one.status(), 'requires_payment_method');
        await agree(one);
      });
    }

    const {authorize: creation} = calls;
    if (creation) {
      for (const what of faultsAfter) {
        test(`the creation's answer is lost (${what}): ${candidate.lost ? 'tried again' : 'found again'}, and paid`, async () => {
          const one = await away({prepare: (town) => fault(town, creation, what)});
          if (candidate.lost) {
            assert.equal(await one.status(), 'processing');
            await one.town.advance(5 * minute);
            assert.equal(await one.status(), 'requires_payment_method');
            await one.confirm();
          }
          await one.town.advance(minute);
          assert.equal(await one.status(), 'requires_action');
          await comeBack(one, await one.press(acts.pay));
          assert.equal(await one.status(), 'requires_capture');
          assert.equal((await candidate.book(one.town)).length, candidate.lost ? 2 : 1);
          await agree(one);
        });
      }
      for (const what of faultsBefore) {
        test(`the creation never arrives (${what}): not said before it is certain, then tried again`, async () => {
          const one = await away({prepare: (town) => fault(town, creation, what)});
          assert.equal(await one.status(), 'processing');
          await one.town.advance(5 * minute);
          assert.equal(await one.status(), 'requires_payment_method');
          assert.equal((await candidate.book(one.town)).length, 0);
          await agree(one);
        });
      }
    }

    for (const what of way === undefined ? [...faultsBefore, ...faultsAfter] : []) {
      test(`capture, release and refund end once each, ${what}`, async () => {
        const one = await away();
        await comeBack(one, await one.press(acts.pay));
        await fault(one.town, calls.capture, what);
        await inTime(one.town, one.capture());
        await one.town.advance(5 * minute);
        assert.equal(await one.status(), 'succeeded');
        await fault(one.town, calls.refund, what);
        await inTime(one.town, one.refund(4_000));
        await one.town.advance(5 * minute);
        const isUnseen = candidate.refundsUnseen && faultsBefore.some((one) => one === what);
        const {amount_refunded: refunded, operations} = await one.shopper.intent(one.session);
        assert.equal(refunded, isUnseen ? 0 : 4_000);
        assert.equal(operations.at(-1).status, isUnseen ? 'pending' : 'succeeded');
        await agree(one);

        const other = await away();
        await comeBack(other, await other.press(acts.pay));
        await fault(other.town, calls.void, what);
        await inTime(other.town, other.void());
        await other.town.advance(5 * minute);
        assert.equal(await other.status(), 'canceled');
        await agree(other);
      });
    }

    test('a refund that is a minute on its way is made once, whoever asks meanwhile', async () => {
      const one = await away(automatic);
      await comeBack(one, await one.press(acts.pay));
      one.town.cut(delayed(one.town, calls.refund, minute));
      await inTime(one.town, one.refund(4_000, 'the-refund'));
      one.town.secondPay();
      for (let again = 0; again < 6; again++) {
        await Promise.all([inTime(one.town, one.refund(4_000, 'the-refund')), one.town.advance(30_000)]);
      }
      assert.equal((await only(one.town)).refunded, 4_000);
      await agree(one);
    });

    if (!open(quiet).provider.capabilities.idempotent && candidate.calls.look.method === 'GET') {
      test('a refund that never arrived, missed by two copies of us at one moment: one of them sends it again', async () => {
        const one = await away(automatic);
        await comeBack(one, await one.press(acts.pay));
        const {town} = one;
        // Past the settle window, whoever looks first waits until the other one has looked too.
        const lookFrom = town.clock.now() + open(quiet).provider.capabilities.settleWindowMs;
        town.cut(async (request, deliver) => {
          if (matches(calls.refund, request)) throw new NetError('no_answer');
          return deliver();
        });
        await inTime(town, one.refund(4_000, 'the-refund'));
        town.secondPay();
        let waiting: (() => void) | undefined;
        town.cut(async (request, deliver) => {
          const answer = await deliver();
          if (request.method !== 'GET' || town.clock.now() < lookFrom) return answer;
          waiting?.();
          await new Promise<void>((resolve) => {
            waiting = resolve;
            town.timer.after(5_000, resolve);
          });
          return answer;
        });
        await town.advance(10 * minute);
        town.mend();
        assert.equal((await only(town)).refunded, 4_000);
        await agree(one);
      });
    }

    test('two refunds at once: one waits for the other to be known', async () => {
      const one = await away(automatic);
      await comeBack(one, await one.press(acts.pay));
      const answers = await Promise.all([one.refund(8_000), one.refund(8_000)]);
      assert.deepEqual(answers.map(({status}) => status).toSorted(), [201, 409]);
      assert.equal((await only(one.town)).refunded, 8_000);
      await agree(one);
    });
  });

  if (!open(quiet).provider.tell) return;

  describe(`${name}: what the merchant does at its own desk`, () => {
    /** At the provider, by a hand that is not ours. */
    async function atDesk(one: Away, deed: 'capture' | 'void' | 'refund', part = amount): Promise<void> {
      const {provider} = open(one.town.world);
      const {reference, captured, refunded} = await only(one.town);
      const request = {reference, key: `desk-${++count}`, amount: part, final: true, books: {captured, refunded}};
      const outcome = await inTime(one.town, provider[deed]?.(request) ?? Promise.resolve(undefined));
      assert.ok(outcome && outcome.kind !== 'declined' && outcome.kind !== 'unknown', JSON.stringify(outcome));
    }
    async function tell(one: Away, reference?: string): Promise<void> {
      const word = candidate.word(reference ?? (await only(one.town)).reference);
      const {method = 'POST', query = '', headers = {}, body} = word;
      const path = `/notify/${name}/${await one.handle()}${query && `?${query}`}`;
      const response = await one.town.call('pay', path, {method, headers, ...(method === 'POST' && {body})});
      // Where words are signed with their hour, this one may be too old by now: there the double tells by itself.
      assert.ok(response.status === 200 || response.status === 401);
      await one.town.advance(2_000);
    }
    const newsOf = async (one: Away): Promise<readonly string[]> => {
      const {json: list} = await one.town.api('GET', '/v1/events?limit=100');
      return list.data.map(({type}: {type: string}) => type).toReversed();
    };
    async function paid(change: object = {}): Promise<Away> {
      const one = await away(change);
      await comeBack(one, await one.press(acts.pay));
      return one;
    }

    test('given back there: amounts, refund, news and ticket follow, once; the rest can be given back here', async () => {
      const one = await paid(automatic);
      await atDesk(one, 'refund', 2_990);
      await tell(one);
      await tell(one);
      const intent = await one.shopper.intent(one.session);
      assert.deepEqual([intent.status, intent.amount_refunded], ['succeeded', 2_990]);
      const [{created: _when, refund, ...operation}, ...more] = intent.operations;
      assert.deepEqual(more, []);
      assert.deepEqual(operation, {
        type: 'refund',
        amount: 2_990,
        presentment_amount: null,
        status: 'succeeded',
        provider_code: null,
        source: 'back_office',
      });
      const {json} = await one.town.api('GET', `/v1/refunds/${refund}`);
      assert.deepEqual([json.amount, json.status, json.source], [2_990, 'succeeded', 'back_office']);
      assert.equal((await newsOf(one)).filter((type) => type === 'refund.succeeded').length, 1);
      const receipt = (await one.town.api('GET', `/v1/receipts/${intent.receipt}`)).json.document;
      assert.deepEqual([receipt.amount_refunded, receipt.entries.at(-1).type], [2_990, 'credit']);
      assert.equal((await one.refund(10_001)).json.code, 'amount_too_large');
      assert.equal((await one.refund(10_000)).status, 201);
      assert.equal((await only(one.town)).refunded, amount);
      await agree(one);
    });

    test('told while a refund of ours is under way: nothing is counted twice', async () => {
      const one = await paid(automatic);
      await fault(one.town, calls.refund, 'silent_after');
      const mine = one.refund(5_000);
      await one.town.settle();
      await tell(one);
      await inTime(one.town, mine);
      await one.town.advance(5 * minute);
      assert.equal((await one.shopper.intent(one.session)).amount_refunded, 5_000);
      await atDesk(one, 'refund', 1_000);
      await tell(one);
      await one.town.advance(5 * minute);
      const intent = await one.shopper.intent(one.session);
      assert.equal(intent.amount_refunded, 6_000);
      assert.deepEqual(
        intent.operations.map(({source, amount: part}: {source: string; amount: number}) => [source, part]),
        [
          ['api', 5_000],
          ['back_office', 1_000],
        ],
      );
      assert.equal(intent.attempts.at(-1).task, null);
      await agree(one);
    });

    test('captured there: paid, and said so', async () => {
      const one = await paid();
      if ((await one.status()) !== 'requires_capture') return one.town.stop();
      await atDesk(one, 'capture');
      await tell(one);
      const intent = await one.shopper.intent(one.session);
      assert.deepEqual([intent.status, intent.amount_captured], ['succeeded', amount]);
      assert.equal((await newsOf(one)).at(-1), 'payment_intent.succeeded');
      await agree(one);
    });

    test('released there: canceled, and said so', async () => {
      const one = await paid();
      if ((await one.status()) !== 'requires_capture') return one.town.stop();
      await atDesk(one, 'void');
      await tell(one);
      const intent = await one.shopper.intent(one.session);
      assert.deepEqual([intent.status, intent.cancellation_reason], ['canceled', 'voided']);
      assert.equal((await newsOf(one)).at(-1), 'payment_intent.canceled');
      await agree(one);
    });

    test('nobody answers when it is told: asked again until somebody does', async () => {
      const one = await paid(automatic);
      await atDesk(one, 'refund', 2_990);
      const {reference} = await only(one.town);
      await fault(one.town, calls.look, 'error_before', 3);
      await tell(one, reference);
      assert.equal((await one.shopper.intent(one.session)).amount_refunded, 0);
      await one.town.advance(10 * minute);
      assert.equal((await one.shopper.intent(one.session)).amount_refunded, 2_990);
      await agree(one);
    });
  });
}

/** The issuer's number of an authorization is told by some. */
function withoutCode(outcome: object): object {
  return Object.fromEntries(Object.entries(outcome).filter(([field]) => field !== 'authorizationCode'));
}

function matches({method, path, says = ''}: Call, request: NetRequest): boolean {
  const pattern = new RegExp(`${path.replaceAll('.', '\\.').replaceAll('*', '[^/]+')}$`);
  const isPath = request.method === method && pattern.test(new URL(request.url).pathname);
  return isPath && String(request.body ?? '').includes(says);
}

/** A wire that changes the answers to one call. */
function changing(call: Call, change: (answer: Json) => Json, reading: NonNullable<Candidate['reading']> = json): Wire {
  return async (request, deliver) => {
    const response = await deliver();
    if (!matches(call, request)) return response;
    const text = Buffer.from(await response.arrayBuffer()).toString(request.charset ?? 'utf8');
    return new Response(reading.write(change(reading.read(text))), {status: response.status});
  };
}

const json: NonNullable<Candidate['reading']> = {
  read: (text) => JSON.parse(text),
  write: (answer) => JSON.stringify(answer),
};

/** A wire that holds the first call back. */
function delayed(town: Town, call: Call, ms: number): Wire {
  let held = false;
  return async (request, deliver) => {
    if (!held && matches(call, request)) {
      held = true;
      await new Promise<void>((resolve) => town.timer.after(ms, resolve));
    }
    return deliver();
  };
}

function notification({method = 'POST', query = '', headers = {}, body}: Word, town: Town): Notification {
  return {
    method,
    headers,
    query: new URLSearchParams(query),
    rawQuery: query,
    raw: Buffer.from(body),
    now: town.clock.now(),
  };
}
