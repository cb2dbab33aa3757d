import {readFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {z} from 'zod';
import {markupMax} from '#contract/rates.ts';
import {methodTypes, type MethodType} from '#contract/statuses.ts';
import {AccountSchema} from './payments/account.ts';
import type {Routes} from './payments/routing.ts';
import {isWithinTerms, sentMethods, usualReminders, type Reminders} from './payments/funds.ts';
import {slipsIn} from './providers/slips.ts';
import {originSetting, SettingError, textSetting, type Env} from './settings.ts';
import {shopperAddress} from './payments/shopper-address.ts';

const Amounts = z.strictObject({
  EUR: z.int().min(1).exactOptional(),
  USD: z.int().min(1).exactOptional(),
  GBP: z.int().min(1).exactOptional(),
  CHF: z.int().min(1).exactOptional(),
});

const Account = AccountSchema.extend({
  bank: AccountSchema.shape.bank.default(null),
  iban: AccountSchema.shape.iban.default(null),
  bic: AccountSchema.shape.bic.default(null),
  sort_code: AccountSchema.shape.sort_code.default(null),
  routing_number: AccountSchema.shape.routing_number.default(null),
  account_number: AccountSchema.shape.account_number.default(null),
  address: AccountSchema.shape.address.default([]),
}).strict();

/** A list whose order is a preference: the second mention of a name would be a slip. */
function eachOnce<Entry extends string>(list: z.ZodArray<z.ZodType<Entry>>): z.ZodType<Entry[]> {
  return list.refine((entries) => new Set(entries).size === entries.length, 'names something twice');
}

/** Days from the due date, those before it negative. */
const ReminderDays = z.array(z.number().multipleOf(0.5)).max(10).readonly();

/** The merchant's file: how shoppers may pay, and what happens then. JSON; unknown names are refused. */
const ShopSettingsSchema = z
  .strictObject({
    methods: eachOnce(z.array(z.enum(methodTypes)).min(1)).exactOptional(),
    /** From the merchant's Apple developer account; files lie beside this one. */
    applePay: z
      .strictObject({
        merchantIdentifier: z.string().regex(/^merchant\.[\w.-]{1,200}$/),
        certificateFile: z.string().min(1),
        keyFile: z.string().min(1),
        domainFile: z.string().min(1).exactOptional(),
      })
      .exactOptional(),
    /** Contracts with providers, first choice first; what each needs is its own affair (`docs/guides/`). */
    providers: z.record(z.string(), z.unknown()).default({}),
    /** By method, the providers in order of preference. */
    routes: z.partialRecord(z.enum(methodTypes), eachOnce(z.array(z.string()).min(1))).default({}),
    /** Orders to look at before anything is debited. */
    review: z
      .strictObject({
        amountFrom: Amounts.exactOptional(),
        firstOrderFrom: Amounts.exactOptional(),
        countryMismatch: z.boolean().exactOptional(),
        refusalsFrom: z.int().min(1).exactOptional(),
      })
      .default({}),
    /** Mark-up over the central bank's rate, in hundredths of a percent: shown to the shopper, always. */
    markupBasisPoints: z.int().min(0).max(markupMax).default(0),
    accounts: z
      .strictObject({
        EUR: Account.exactOptional(),
        USD: Account.exactOptional(),
        GBP: Account.exactOptional(),
        CHF: Account.exactOptional(),
      })
      .exactOptional(),
    cheque: z
      .strictObject({payee: z.string().min(1).max(70), address: z.array(z.string().min(1).max(70)).min(2).max(6)})
      .exactOptional(),
    /** The merchant's terms with what they say of withdrawal: a link under the button that pays. */
    termsUrl: z.string().exactOptional(),
    /** Where a consumer withdraws from the contract (L221-21, D221-5): a link on letters and ticket. */
    withdrawalUrl: z.string().exactOptional(),
    /** When the shopper is reminded of money that is awaited; an empty list: never. */
    reminders: z
      .strictObject({
        bank_transfer: ReminderDays.default(usualReminders.bank_transfer),
        cheque: ReminderDays.default(usualReminders.cheque),
        net_30: ReminderDays.default(usualReminders.net_30),
      })
      .readonly()
      .default(usualReminders),
  })
  .readonly();

export interface ShopSettings {
  readonly applePay: ApplePayFiles | null;
  /** The file that they came from; empty without one. */
  readonly path: string;
  readonly methods: readonly MethodType[];
  readonly providers: Readonly<Record<string, unknown>>;
  readonly routes: Routes;
  readonly review: z.infer<typeof ShopSettingsSchema>['review'];
  readonly markupBasisPoints: number;
  readonly accounts: NonNullable<z.infer<typeof ShopSettingsSchema>['accounts']>;
  readonly cheque: {readonly payee: string; readonly address: readonly string[]} | null;
  /** On https; in test mode the machine itself as well. */
  readonly termsUrl: string | null;
  readonly withdrawalUrl: string | null;
  readonly reminders: Reminders;
}

/** The accounts of the sandbox. The numbers are those of the banks' own examples, and lead nowhere (`golden/` in the facts). */
const sandbox: Pick<ShopSettings, 'accounts' | 'cheque'> = {
  accounts: {
    EUR: account({
      holder: 'Maison Lumen',
      bank: 'Banque d’exemple',
      iban: 'FR7630006000011234567890189',
      bic: 'AGRIFRPP',
    }),
    CHF: account({
      holder: 'Maison Lumen',
      bank: 'Banque d’exemple',
      iban: 'CH9300762011623852957',
      address: ['Rue du Lac 12', '1003 Lausanne', 'CH'],
    }),
    GBP: account({holder: 'Maison Lumen', bank: 'Example Bank', sort_code: '60-16-13', account_number: '31926819'}),
    USD: account({
      holder: 'Maison Lumen',
      bank: 'Example Bank',
      routing_number: '021000021',
      account_number: '1234567890',
    }),
  },
  cheque: {
    payee: 'Maison Lumen',
    address: ['Maison Lumen', 'Service des paiements', '12 rue des Lampes', '69001 Lyon'],
  },
};

/**
 * Reads the file that `GUICHET_SETTINGS` names. Without one, the sandbox offers everything; in live mode nothing is
 * offered that the file does not name.
 *
 * @throws SettingError, one line for the operator.
 */
export function readShopSettings(env: Env, mode: 'test' | 'live'): ShopSettings {
  const path = textSetting(env, 'GUICHET_SETTINGS', '', 500);
  const given = path ? parse(path) : ShopSettingsSchema.parse({});
  const fallback = mode === 'test' ? sandbox : {accounts: {}, cheque: null};
  const accounts = given.accounts ?? fallback.accounts;
  const cheque = given.cheque ?? fallback.cheque;
  const wanted = given.methods ?? (mode === 'test' ? methodTypes : (['card'] as const));
  if (wanted.includes('cheque') && !cheque)
    throw new SettingError(`${path}: "cheque" is offered, so it needs payee and address.`);
  for (const method of sentMethods) {
    const wrong = given.reminders[method].find((days) => !isWithinTerms(method, days));
    if (wrong !== undefined) {
      throw new SettingError(
        `${path}: reminders.${method}: ${wrong} days from the due date is not while it is awaited.`,
      );
    }
  }
  const shop = path ? {} : demoShop(env, mode);
  return Object.freeze({
    path,
    applePay: given.applePay ? applePayIn(path, given.applePay) : null,
    methods: wanted,
    providers: given.providers,
    routes: given.routes,
    review: given.review,
    markupBasisPoints: given.markupBasisPoints,
    accounts,
    cheque,
    termsUrl: addressIn(path, 'termsUrl', given.termsUrl ?? shop.termsUrl, mode),
    withdrawalUrl: addressIn(path, 'withdrawalUrl', given.withdrawalUrl ?? shop.withdrawalUrl, mode),
    reminders: given.reminders,
  });
}

/** The pages of the demo shop, where it stands beside us: `npm start` says where. */
function demoShop(env: Env, mode: 'test' | 'live'): {readonly termsUrl?: string; readonly withdrawalUrl?: string} {
  const url = originSetting(env, 'SHOP_URL', '');
  return mode === 'test' && shopperAddress(url, false)
    ? {termsUrl: `${url}/terms`, withdrawalUrl: `${url}/withdraw`}
    : {};
}

function addressIn(path: string, name: string, text: string | undefined, mode: 'test' | 'live'): string | null {
  if (text === undefined) return null;
  const url = shopperAddress(text, mode === 'live');
  if (url) return url.href;
  throw new SettingError(`${path}: ${name} must be an https address, without a user name, of 2048 characters at most.`);
}

function parse(path: string): z.infer<typeof ShopSettingsSchema> {
  const parsed = ShopSettingsSchema.safeParse(jsonIn(path));
  if (parsed.success) return parsed.data;
  throw new SettingError(`${path}: ${slipsIn(parsed.error)}.`);
}

/** The text of the files that the settings name. */
export interface ApplePayFiles {
  readonly merchantIdentifier: string;
  readonly identity: {readonly certificate: string; readonly key: string};
  readonly domainFile?: string;
}

function applePayIn(
  path: string,
  {
    merchantIdentifier,
    certificateFile,
    keyFile,
    domainFile,
  }: NonNullable<z.infer<typeof ShopSettingsSchema>['applePay']>,
): ApplePayFiles {
  const read = (file: string, starts: string): string => {
    try {
      const text = readFileSync(resolve(dirname(path), file), 'utf8');
      if (text.includes(starts)) return text;
    } catch {
      // Said below.
    }
    throw new SettingError(`${path}: applePay needs the file ${file}, which cannot be read as what it should be.`);
  };
  return {
    merchantIdentifier,
    identity: {certificate: read(certificateFile, '-----BEGIN CERTIFICATE'), key: read(keyFile, 'PRIVATE KEY-----')},
    ...(domainFile !== undefined && {domainFile: read(domainFile, '')}),
  };
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new SettingError(`Cannot read ${path} (GUICHET_SETTINGS) as JSON: is it there, without a comma too many?`);
  }
}

function account(given: z.input<typeof Account>): z.output<typeof Account> {
  return Account.parse(given);
}
