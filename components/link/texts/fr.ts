/** The French sentences of going on with another device. */
export {handover} from '../../../locales/fr.json';
