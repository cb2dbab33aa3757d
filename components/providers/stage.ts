import type {MethodView, SessionView} from '#contract/session.ts';
import type {Locale} from '#contract/locale.ts';
import type {MethodType} from '#contract/statuses.ts';
import type {Choice} from '../base/api.ts';
import type {LiveSession} from '../page/live-session.ts';
import {fieldsOf, placeName, type FieldsView} from '../methods/course.ts';
import {drawers, NotHere, NotServed, type FieldsAction, type FieldsWord, type ProviderFields} from './fields.ts';

/**
 * How it stands with a provider's fields. `closed`: nobody has asked for them yet, and nothing of the provider's is loaded.
 * `blocked`: its script did not come; `not_here`: it came, and this browser cannot pay that way; `unserved`: the provider does
 * not take this method for this order. Then they are taken out.
 */
export type Standing = 'closed' | 'loading' | 'ready' | 'blocked' | 'not_here' | 'unserved';

/** A script that has not come by then is taken to be blocked: 1 to 2 % of them never come. */
export const patienceMs = 10_000;

interface Place {
  standing: Standing;
  element?: ProviderFields;
}

interface Host extends HTMLElement {
  requestUpdate(): void;
}

/** Which fields are to be seen now. */
export interface Scene {
  readonly view: SessionView;
  readonly method: MethodType;
  readonly locale: Locale;
}

/**
 * Where providers draw: light children of the page, one for each method that was opened, made once and only hidden
 * afterwards. It knows which scripts did not come, and what can be done without them.
 */
export class Stage {
  private readonly host: Host;
  private readonly places = new Map<string, Place>();
  /** Providers that this page does without, as their script did not come. */
  private readonly blocked = new Set<string>();
  /** Providers that do not take a method here; they may take another one. */
  private readonly unserved = new Map<MethodType, string>();
  /** Their own button was pressed. */
  private readonly pressed: (method: MethodType) => void;

  constructor(host: Host, pressed: (method: MethodType) => void) {
    this.host = host;
    this.pressed = pressed;
  }

  /** The providers that this page does without where that method is paid: for `confirm`. */
  without(method: MethodType | null): readonly string[] {
    const unserved = method && this.unserved.get(method);
    return [...new Set([...this.blocked, ...(unserved ? [unserved] : [])])];
  }

  /** Shows the fields of that method, and hides all others. Does nothing but that when they are there already. */
  show(scene: Scene | undefined): void {
    const fields = scene && fieldsOf(scene.view, scene.method);
    const name = scene && fields && placeName(fields, scene.method);
    for (const [other, {element}] of this.places) if (element) element.hidden = other !== name;
    if (!scene || !fields || !name) return;
    const place = this.places.get(name) ?? this.open(name, scene, fields);
    if (place.element) dress(place.element, scene, fields);
  }

  standing(view: SessionView, method: MethodType): Standing {
    return this.placeOf(view, method)?.standing ?? 'loading';
  }

  /** The fields of that method, once they can be paid with. */
  ready(view: SessionView, method: MethodType): ProviderFields | undefined {
    const place = this.placeOf(view, method);
    return place?.standing === 'ready' ? place.element : undefined;
  }

  /** The session as it can be paid from here: whose script did not come, the next one takes over where there is one. */
  rerouted(view: SessionView): SessionView {
    if (this.blocked.size + this.unserved.size === 0) return view;
    return {...view, payment_methods: view.payment_methods.map((method) => this.reroute(method))};
  }

  /** Another provider than the first takes that method, as the first one cannot draw here. */
  isRerouted(view: SessionView, method: MethodType): boolean {
    const given = view.payment_methods.find(({type}) => type === method);
    return given !== undefined && this.reroute(given) !== given;
  }

  /** Tries once more to bring that script. */
  again(view: SessionView, method: MethodType): void {
    const fields = fieldsOf(view, method);
    if (!fields) return;
    this.blocked.delete(fields.provider);
    this.places.delete(placeName(fields, method));
    this.host.requestUpdate();
  }

  /**
   * One payment in these fields. Everything up to the provider's `pay` happens in the click that it is called from. What the
   * provider's script says in the end is a hint: the server is asked, and a try that was given up there is given up here.
   *
   * @returns whether there was something to mend first, so that the server was not asked; or the try goes on at another page.
   */
  async pay(element: ProviderFields, live: LiveSession, choice: Choice): Promise<'asked' | 'incomplete' | 'led'> {
    const checked = element.submit().catch(() => 'incomplete' as const);
    const asked = live.pay(async () => ((await checked) === 'ready' ? choice : undefined));
    const action = asked.then(() => actionOf(live.view));
    // Whoever awaits it later than it fails is no reason for an error in the console.
    action.catch(() => undefined);
    const said = element.pay(action).catch((): FieldsWord => 'failed');
    if ((await checked) === 'incomplete') return 'incomplete';
    const isGiven = await action.then(
      () => true,
      () => false,
    );
    return isGiven ? follow(live, said) : 'asked';
  }

  refreshTheme(): void {
    for (const {element} of this.places.values()) element?.refreshTheme?.();
  }

  private reroute(method: MethodView): MethodView {
    const {type, fields, fallback} = method;
    if (!fields || !fallback) return method;
    // What a provider does not take, it does not take at its own page either.
    const isUnserved = this.unserved.get(type) === fields.provider && fallback.provider !== fields.provider;
    if (!isUnserved && !this.blocked.has(fields.provider)) return method;
    return {...method, course: fallback.course, fields: null, fallback: null};
  }

  private placeOf(view: SessionView, method: MethodType): Place | undefined {
    const fields = fieldsOf(view, method);
    return fields && this.places.get(placeName(fields, method));
  }

  private open(name: string, scene: Scene, fields: FieldsView): Place {
    const place: Place = {standing: 'loading'};
    this.places.set(name, place);
    const settle = (standing: Standing) => {
      // Too late, or taken back by another try: what is here stays as it is.
      if (place.standing !== 'loading' || this.places.get(name) !== place) return;
      place.standing = standing;
      if (standing === 'blocked') this.blocked.add(fields.provider);
      if (standing === 'unserved') this.unserved.set(scene.method, fields.provider);
      if (standing !== 'ready') {
        place.element?.remove();
        delete place.element;
      }
      this.host.requestUpdate();
    };
    const timer = setTimeout(() => settle('blocked'), patienceMs);
    void this.draw(place, name, scene, fields)
      .then(
        () => settle('ready'),
        (reason: unknown) => settle(whyNot(reason)),
      )
      .finally(() => clearTimeout(timer));
    return place;
  }

  private async draw(place: Place, name: string, scene: Scene, fields: FieldsView): Promise<void> {
    const element = await drawers.get(fields.provider)?.(scene.method);
    if (!element) throw new Error('no_drawer');
    if (place.standing !== 'loading') return;
    place.element = element;
    dress(element, scene, fields);
    element.slot = name;
    element.addEventListener('guichet-fields-pay', () => this.pressed(scene.method));
    this.host.append(element);
    this.host.requestUpdate();
    await element.ready();
  }
}

/** Why nothing was drawn. */
function whyNot(reason: unknown): 'blocked' | 'not_here' | 'unserved' {
  if (reason instanceof NotServed) return 'unserved';
  return reason instanceof NotHere ? 'not_here' : 'blocked';
}

function dress(element: ProviderFields, {view, method, locale}: Scene, {settings}: FieldsView): void {
  Object.assign(element, {view, method, locale, settings});
}

/** What the server told to do in these fields; nothing when it refused, or leads elsewhere. */
function actionOf(view: SessionView | undefined): FieldsAction {
  const action = view?.payment_intent.next_action;
  if (action?.type !== 'fields') throw new Error('nothing_to_pay');
  return action;
}

/** Looks how it ended once the provider's script is through, or leads to where it goes on. */
async function follow(live: LiveSession, said: Promise<FieldsWord>): Promise<'asked' | 'led'> {
  live.handOver(true);
  const word = await said;
  live.handOver(false);
  const isOpen = () => live.view?.payment_intent.next_action?.type === 'fields';
  if (typeof word === 'object' && isOpen()) {
    live.lead(word.url);
    return 'led';
  }
  if (isOpen()) await live.lookAway();
  if (word === 'done' || !isOpen()) return 'asked';
  // Closed or failed there: this try is over, unless the provider knows better. The form comes back.
  await live.cancel('attempt');
  if (isOpen()) live.letGo();
  return 'asked';
}
