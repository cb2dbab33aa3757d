/** The English sentences of the desk, and those in which the API says no. */
export {desk, problem} from '../../../locales/en.json';
