import {cardProblems, type CardProblem, type CardProblemCode} from '#contract/vault.ts';

/** A no of the public listener: a code of the contract, and the field to mend where there is one. */
export class Refusal extends Error {
  readonly code: CardProblemCode;
  readonly field: CardProblem['field'];

  constructor(code: CardProblemCode, field: CardProblem['field'] = null) {
    super(code);
    this.code = code;
    this.field = field;
  }
}

export function problemOf({code, field}: Refusal): CardProblem {
  return {type: 'about:blank', status: cardProblems[code], code, field};
}
