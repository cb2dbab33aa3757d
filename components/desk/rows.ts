import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {Answer, DeskApi, Page} from './desk-api.ts';

const pageSize = 20;

/** A list of the API, read page by page into its host. */
export class Rows<T extends {readonly id: string}> implements ReactiveController {
  items: readonly T[] = [];
  hasMore = false;
  /** The last answer, when it was none. */
  trouble: Exclude<Answer, {kind: 'done'}> | undefined;
  isRead = false;

  private readonly host: ReactiveControllerHost & {readonly api: DeskApi};
  private readonly path: string;
  private readonly isRight: (body: unknown) => body is Page<T>;
  private readonly filter: Readonly<Record<string, string>>;

  constructor(
    host: ReactiveControllerHost & {readonly api: DeskApi},
    path: string,
    isRight: (body: unknown) => body is Page<T>,
    filter: Readonly<Record<string, string>> = {},
  ) {
    this.host = host;
    this.path = path;
    this.isRight = isRight;
    this.filter = filter;
    host.addController(this);
  }

  hostConnected(): void {
    // The host's `api` is set after it was made, and before it is first drawn.
    void this.host.updateComplete.then(() => this.read());
  }

  async read(isMore = false): Promise<void> {
    const asked = new URLSearchParams({...this.filter, limit: String(pageSize)});
    const last = this.items.at(-1);
    if (isMore && last) asked.set('starting_after', last.id);
    const answer = await this.host.api.ask({method: 'GET', path: `${this.path}?${asked}`}, this.isRight);
    this.isRead = true;
    this.trouble = answer.kind === 'done' ? undefined : answer;
    if (answer.kind === 'done') {
      this.items = isMore ? [...this.items, ...answer.value.data] : answer.value.data;
      this.hasMore = answer.value.has_more;
    }
    this.host.requestUpdate();
  }
}
