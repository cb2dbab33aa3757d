/** The English sentences of going on with another device. */
export {handover} from '../../../locales/en.json';
