/** The French sentences of what comes after the choice: panels, plans, instructions. */
export {instalments, instructions, panel} from '../../../locales/fr.json';
