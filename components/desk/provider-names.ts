/** As they write themselves; one that is not here goes by its name in the settings. */
const names: Readonly<Record<string, string>> = {
  alma: 'Alma',
  lyra: 'Lyra',
  paypal: 'PayPal',
  payplug: 'PayPlug',
  stripe: 'Stripe',
  up2pay: 'Up2pay',
};

export function providerName(name: string): string {
  return names[name] ?? name;
}
