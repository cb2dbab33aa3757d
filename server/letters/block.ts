/** A letter before it is drawn: the same blocks become its HTML and its plain text, so that both say the same. */
export type Block =
  | {readonly type: 'text'; readonly text: string}
  /** The one figure that matters. */
  | {readonly type: 'amount'; readonly label: string; readonly value: string}
  | {readonly type: 'rows'; readonly rows: readonly Row[]}
  | {readonly type: 'order'; readonly title: string; readonly rows: readonly Row[]; readonly total: Row}
  | {readonly type: 'action'; readonly label: string; readonly url: string}
  /** A link that is not what the letter is about. */
  | {readonly type: 'link'; readonly label: string; readonly url: string}
  | {readonly type: 'note'; readonly text: string};

export interface Row {
  readonly label: string;
  readonly value: string;
  /** Where the value is of another language than the letter. */
  readonly lang?: 'fr';
}

/** What is drawn. Every text in it is one line, and comes from the locales or from facts. */
export interface Sheet {
  readonly locale: 'fr' | 'en';
  readonly subject: string;
  readonly title: string;
  readonly sender: string;
  /** The banner of a test payment. */
  readonly banner: string | null;
  readonly blocks: readonly Block[];
  readonly foot: readonly string[];
}
