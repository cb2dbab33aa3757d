/** The English sentences that a browser needs: the sections of `fr.ts`, in the same order. */
export {card_host, challenge, method, order, page, receipt, state} from '../../../locales/en.json';
