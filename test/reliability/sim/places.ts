/** Where everybody lives in the simulated world. */
export const payUrl = 'https://pay.test';
export const cardUrl = 'https://card.test';
export const cardPrivateUrl = 'http://vault.test';
export const bankUrl = 'https://bank.test';
export const shopUrl = 'https://shop.test';
export const hookUrl = 'https://hooks.test/guichet';
export const bankKey = 'bank_key_of_the_simulation';
export const directoryKey = 'directory_key_of_the_simulation';
export const secretKey = `sk_test_${'simulation'.repeat(4)}`;
export const merchantId = 'mer_lumen';
