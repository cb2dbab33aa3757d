import type {Locale} from '#contract/locale.ts';
import type {Course} from '#contract/methods.ts';
import {again} from '../base/again.ts';
import {addLater, hasTexts} from '../base/i18n.ts';
import {handoverTexts} from '../link/texts.ts';
import {methodTexts} from '../methods/texts.ts';
import type {Screen} from './flow.ts';

/** A part of the page that comes when it is near, code and sentences. */
export interface Part {
  readonly isHere: (locale: Locale) => boolean;
  readonly load: () => Promise<unknown>;
}

const methodPanel = again(() => import('../methods/guichet-method-panel.ts'));
const howToSend = again(() => import('../methods/guichet-instructions.ts'));
const otherDevice = again(() => import('../link/guichet-handover.ts'));

const ticket: Part = {
  isHere: () => customElements.get('guichet-receipt') !== undefined,
  load: again(() => import('../receipt/guichet-receipt.ts')),
};

/** What every way to pay but the card says before the click. */
export const panels: Part = {
  isHere: (locale) => customElements.get('guichet-method-panel') !== undefined && hasTexts(locale, methodTexts.section),
  load: () => Promise.all([methodPanel(), addLater(methodTexts)]),
};

const instructions: Part = {
  isHere: (locale) => customElements.get('guichet-instructions') !== undefined && hasTexts(locale, methodTexts.section),
  load: () => Promise.all([howToSend(), addLater(methodTexts)]),
};

/** Nobody who pays here needs it. */
export const handover: Part = {
  isHere: (locale) => customElements.get('guichet-handover') !== undefined && hasTexts(locale, handoverTexts.section),
  load: () => Promise.all([otherDevice(), addLater(handoverTexts)]),
};

/** The bank's window, and the frame in which its question is prepared. */
export const loadChallenge = again(() => import('../challenge/guichet-challenge.ts'));

/** Where providers draw fields or buttons of their own: nobody who pays otherwise needs it. */
export const loadStage = () => import('../providers/stage.ts');

/** Without which part a screen cannot be drawn. Pure. */
export function partOf({kind}: Screen, course: Course): Part | undefined {
  if (kind === 'paid' || kind === 'authorized') return ticket;
  if (kind === 'instructed') return instructions;
  if (kind === 'fields') return panels;
  return (kind === 'choose' || kind === 'refused') && course !== 'card' ? panels : undefined;
}
