/** One voice for screen readers: politely by default, at once for what has just gone wrong. */
export type Urgency = 'polite' | 'assertive';

const regions = new Map<Urgency, HTMLElement>();
/** A region that was just made is not listened to yet. */
const settleMs = 120;

/**
 * Says a sentence to whoever listens rather than looks. The same sentence twice is said twice. A modal dialog makes the rest
 * of the page inert and mute: while one is open, hand it in as `within`, and the voice speaks there.
 */
export function announce(sentence: string, urgency: Urgency = 'polite', within?: ParentNode): void {
  const region = within ? regionIn(within, urgency) : pageRegion(urgency);
  region.textContent = '';
  setTimeout(() => (region.textContent = sentence), settleMs);
}

function pageRegion(urgency: Urgency): HTMLElement {
  let region = regions.get(urgency);
  if (!region?.isConnected) {
    region = create(document.body, urgency);
    regions.set(urgency, region);
  }
  return region;
}

function regionIn(parent: ParentNode, urgency: Urgency): HTMLElement {
  return parent.querySelector<HTMLElement>(`:scope > [data-voice="${urgency}"]`) ?? create(parent, urgency);
}

function create(parent: ParentNode, urgency: Urgency): HTMLElement {
  const region = document.createElement('div');
  region.setAttribute('aria-live', urgency);
  region.dataset['voice'] = urgency;
  // Set one by one through the object model: a strict policy allows that, and no stylesheet needs to be there.
  const unseen = {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    'clip-path': 'inset(50%)',
    'white-space': 'nowrap',
  };
  for (const [property, value] of Object.entries(unseen)) region.style.setProperty(property, value);
  parent.append(region);
  return region;
}
