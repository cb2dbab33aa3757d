/** The English sentences of the shop's page about paying. */
export {info, instalments} from '../../../locales/en.json';
