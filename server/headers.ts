import {createHash} from 'node:crypto';

/**
 * The security headers of our documents, and a policy built from typed parts: a source that is not one of these shapes does
 * not compile, so no `unsafe-…` and no wildcard can come in by a slip of the pen.
 */

/** An origin, a hash of a fixed text, or one of the two words. */
export type Source = "'self'" | "'none'" | `'sha256-${string}'` | `https://${string}` | `http://${string}` | 'https:';

export interface Policy {
  readonly script: readonly Source[];
  readonly style: readonly Source[];
  readonly connect: readonly Source[];
  readonly frame: readonly Source[];
  /** Third parties whose script draws into the document: what each of them needs. Absent: there are none. */
  readonly guests?: readonly Guest[];
  /** Who may frame the document, every ancestor counted; empty for nobody. */
  readonly ancestors: readonly string[];
  /** `lit-html` where Lit draws; no policy at all may be made elsewhere. */
  readonly trustedTypes: 'lit-html' | 'none';
}

/** By directive. */
export interface Guest {
  readonly script: readonly Source[];
  readonly frame: readonly Source[];
  readonly connect: readonly Source[];
  readonly img: readonly Source[];
  readonly style?: readonly Source[];
}

export function contentPolicy(policy: Policy): string {
  const {script, style, connect, frame, ancestors, trustedTypes, guests = []} = policy;
  const and = (own: readonly Source[], name: keyof Guest) => [
    ...new Set([...own, ...guests.flatMap((guest) => guest[name] ?? []).filter(isHost)]),
  ];
  // A guest's script writes markup as it likes: no policy of ours can judge it (`docs/decisions/22-guests-on-the-page.md`).
  const trusted: readonly (readonly [string, readonly string[]])[] = [
    ['require-trusted-types-for', ["'script'"]],
    ['trusted-types', [trustedTypes === 'none' ? "'none'" : trustedTypes]],
  ];
  const directives: readonly (readonly [string, readonly string[]])[] = [
    ['default-src', ["'none'"]],
    ['script-src', and(script, 'script')],
    ['style-src', and(style, 'style')],
    ['img-src', and(["'self'"], 'img')],
    ['font-src', ["'self'"]],
    ['connect-src', and(connect, 'connect')],
    ['frame-src', and(frame, 'frame')],
    ['form-action', ["'none'"]],
    ['base-uri', ["'none'"]],
    ['frame-ancestors', ancestors.filter(isOrigin)],
    ...(guests.length > 0 ? [] : trusted),
    ['report-uri', ['/csp-reports']],
    ['report-to', ['csp']],
  ];
  return directives.map(([name, sources]) => `${name} ${sources.length > 0 ? sources.join(' ') : "'none'"}`).join('; ');
}

/** Whether a text is an origin and nothing more: what goes into a header from a merchant's settings. */
export function isOrigin(text: string): text is `https://${string}` | `http://${string}` {
  return /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/.test(text);
}

/** Whether a text is a host as a policy names it, and nothing more: an origin, or all below a domain that is somebody's. */
function isHost(text: string): boolean {
  return /^https?:\/\/(\*\.(?=[^:]*\.))?[a-z0-9.-]+(:\d{1,5})?$/.test(text);
}

/** The hash under which a fixed text of ours is let in. */
export function hashSource(text: string): `'sha256-${string}'` {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** `bluetooth` stands in no browser's list: naming it only fills the console. */
const noFeatures = 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), display-capture=(), clipboard-read=()';

/** `facts/security.md` 4.1, first column. `payUrl` tells whether we are on https: then nothing here may ever be plain. */
export function pageHeaders(policy: Policy, payUrl: string): Readonly<Record<string, string>> {
  const isSecure = payUrl.startsWith('https:');
  return {
    'content-security-policy': `${contentPolicy(policy)}${isSecure ? '; upgrade-insecure-requests' : ''}`,
    'content-type': 'text/html; charset=utf-8',
    'reporting-endpoints': `csp="${payUrl}/csp-reports"`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'origin-agent-cluster': '?1',
    'cross-origin-resource-policy': policy.ancestors.length > 0 ? 'cross-origin' : 'same-origin',
    'permissions-policy': `payment=*, publickey-credentials-get=*, ${noFeatures}`,
    // In a frame the header means nothing; on its own, a wallet's window may still talk back.
    ...(policy.ancestors.length === 0 && {'cross-origin-opener-policy': 'same-origin-allow-popups'}),
    ...(isSecure && {'strict-transport-security': 'max-age=63072000; includeSubDomains'}),
  };
}

/** Asks a browser to connect to origins that it will need in a moment (RFC 8288; `rel=preconnect` of the HTML standard). */
export function preconnect(urls: readonly string[]): string {
  return urls.map((url) => `<${new URL(url).origin}>; rel=preconnect`).join(', ');
}
