/** The French sentences around PayPal's card fields. */
export {card, paypal_card} from '../../../../locales/fr.json';
