/** All elements, for shops that compose their own page: `https://pay.example/v1/elements.js`. */
export {GuichetCardForm} from './card/guichet-card-form.ts';
export {GuichetChallenge} from './challenge/guichet-challenge.ts';
export {GuichetCheckout} from './embed/guichet.ts';
export {GuichetCurrencyChoice} from './currency/guichet-currency-choice.ts';
export {GuichetInstalments} from './instalments/guichet-instalments.ts';
export {GuichetInstructions} from './methods/guichet-instructions.ts';
export {GuichetMethod} from './methods/guichet-method.ts';
export {GuichetMethodPanel} from './methods/guichet-method-panel.ts';
export {GuichetAmount} from './order/guichet-amount.ts';
export {GuichetOrderSummary} from './order/guichet-order-summary.ts';
export {GuichetPaymentInfo} from './payment-info/guichet-payment-info.ts';
export {GuichetPaymentPage} from './page/guichet-payment-page.ts';
export {GuichetMethodPicker} from './picker/guichet-method-picker.ts';
export {GuichetReceipt} from './receipt/guichet-receipt.ts';
export * from './challenge/events.ts';
export * from './events.ts';
