/** The English sentences of a payment in another currency. */
export {currency} from '../../../locales/en.json';
