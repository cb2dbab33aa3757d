/** The English sentences of what comes after the choice: panels, plans, instructions. */
export {instalments, instructions, panel} from '../../../locales/en.json';
