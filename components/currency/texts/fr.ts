/** The French sentences of a payment in another currency. */
export {currency} from '../../../locales/fr.json';
