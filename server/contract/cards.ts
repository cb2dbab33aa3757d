/** The brands that the card form knows, by what is drawn on the card. */
export const brands = ['visa', 'mastercard', 'amex', 'diners', 'discover', 'jcb', 'unionpay', 'maestro'] as const;

export type Brand = (typeof brands)[number];

/** The networks that a payment may be sent under: a brand's own, or CB for a co-badged French card. */
export const networks = ['cb', ...brands] as const;

export type Network = (typeof networks)[number];

/** Who decided on the network (Regulation (EU) 2015/751, art. 8). */
export type ChosenBy = 'shopper' | 'default' | 'only';
