import {createVerify} from 'node:crypto';
import type {World} from '../../ports.ts';
import type {Checked} from '../connection.ts';
import {askerOf, questionNumbers} from './direct.ts';
import {openPage} from './page.ts';
import type {Up2payConfig} from './settings.ts';
import {verify} from './signature.ts';

/** What the merchant can do about it. */
const reasons: Readonly<Record<string, string>> = {
  '00006':
    'up2pay_00006: site, rank, identifier and hmac_key do not belong together, or the direct interface is not open',
};

/**
 * An inquiry about a payment that does not exist: changes nothing, and is answered "not found" only to whoever may ask. A
 * contract without the direct interface has no call that proves its keys: only that the page is there.
 */
export async function checkUp2pay(config: Up2payConfig, world: World): Promise<Checked> {
  if (!canVerify(config.publicKey))
    return {
      kind: 'refused',
      reason: 'algorithm_unavailable: this system forbids RSA with SHA-1, so no notification could be verified',
    };
  if ((await openPage(config, world.net)) === undefined) return {kind: 'unreachable'};
  const can = ['card at its own page, EUR', 'notifications: RSA with SHA-1 can be verified here'];
  if (!config.direct) {
    const cannot = 'no direct interface: capture, cancel and refund at the bank’s back office';
    return {kind: 'well', unproven: true, can: [...can, cannot, 'keys: not proven, no call of this contract could']};
  }
  const ask = askerOf(config, world, questionNumbers(world));
  const answer = await ask('inquiry', {call: '1', transaction: '1', amount: 100, command: 'guichet_check'}, 100);
  if (answer.kind !== 'answer') return {kind: 'unreachable'};
  // Anything else than these would mean that we were not let in, or that nobody could say.
  const known: ReadonlySet<string> = new Set(['00000', '00018', '00005', '00007', '00014', '00017']);
  if (!known.has(answer.code)) return {kind: 'refused', reason: reasons[answer.code] ?? `up2pay_${answer.code}`};
  return {kind: 'well', can: [...can, 'capture later, whole', 'cancel', 'refund in parts', 'inquiry once notified']};
}

/** Some systems switch SHA-1 signatures off: then no notification could ever be believed. */
export function canVerify(publicKey: string): boolean {
  try {
    createVerify('RSA-SHA1');
  } catch {
    return false;
  }
  // A signature of the right length that fits nothing: refused, or not even tried.
  const verdict = verify(`M=1&K=${encodeURIComponent(Buffer.alloc(128, 1).toString('base64'))}`, publicKey);
  return verdict === 'valid' || verdict.invalid !== 'algorithm_unavailable';
}
