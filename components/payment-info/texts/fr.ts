/** The French sentences of the shop's page about paying. */
export {info, instalments} from '../../../locales/fr.json';
