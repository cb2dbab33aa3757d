/** What stands on every answer: nobody keeps it, guesses its type, is told where it was read. */
export function headersOfAll(publicUrl: string): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
    // Two years. Not over plain http: a browser ignores it there.
    ...(publicUrl.startsWith('https:') && {'strict-transport-security': 'max-age=63072000; includeSubDomains'}),
  };
}

/** For JSON: nothing in it is ever shown, run or framed. */
export const dataPolicy = "default-src 'none'; frame-ancestors 'none'";

/**
 * Everything that a card form has no use for; `payment` is for the page, not for this frame. Not `bluetooth`: it stands in no
 * browser's list, and naming it only fills the console.
 */
const featuresRefused = [
  'accelerometer',
  'camera',
  'clipboard-read',
  'clipboard-write',
  'display-capture',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'serial',
  'usb',
];

/**
 * The policy of the card frame. Every ancestor must be one of the grant's origins: the browser checks them all.
 * What is inlined is fixed text of the build, under its hash; no nonce, nothing unsafe.
 */
export function frameHeaders(
  origins: readonly string[],
  hashes: {script: string; style: string},
): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      `script-src 'self' ${hashes.script}`,
      `style-src 'self' ${hashes.style}`,
      "connect-src 'self'",
      "img-src 'self'",
      "font-src 'self'",
      "form-action 'none'",
      "base-uri 'none'",
      `frame-ancestors ${origins.join(' ')}`,
      "require-trusted-types-for 'script'",
      'trusted-types lit-html',
    ].join('; '),
    'permissions-policy': featuresRefused.map((feature) => `${feature}=()`).join(', '),
    'origin-agent-cluster': '?1',
  };
}
