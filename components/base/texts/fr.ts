/** The French sentences that a browser needs. A section that is not named here stays out of the page. */
export {card_host, challenge, method, order, page, receipt, state} from '../../../locales/fr.json';
