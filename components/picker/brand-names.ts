export {brandNames} from '#contract/cards.ts';
