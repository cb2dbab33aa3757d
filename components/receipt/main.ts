import {addTexts} from '../base/i18n.ts';
import './guichet-receipt-page.ts';
import './guichet-verify-page.ts';

/** The script of `/receipt/rcpt_…` and of `/verify`: the sentences of both languages stand in the document. */
const texts = JSON.parse(document.getElementById('texts')?.textContent ?? '{}');
addTexts('fr', texts.fr ?? {});
addTexts('en', texts.en ?? {});
