import {expect} from '@open-wc/testing';
import {ClickGuard} from '../../components/base/visible.ts';

/** A host that never updates: the guard is asked about clicks only. */
function guardOf(isCovered: boolean): ClickGuard {
  const host = Object.assign(document.createElement('div'), {
    addController: () => undefined,
    removeController: () => undefined,
    requestUpdate: () => undefined,
    updateComplete: Promise.resolve(true),
  });
  const guard = new ClickGuard(host, () => null);
  guard.hostConnected();
  Object.assign(guard, {isCovered, shownAtMs: 0});
  return guard;
}

function click(timeStamp: number, detail = 1): MouseEvent {
  const event = new MouseEvent('click', {detail});
  Object.defineProperty(event, 'timeStamp', {value: timeStamp});
  return event;
}

describe('the guard of the button that pays', () => {
  it('counts no click in the first half second of a page', () => {
    const guard = guardOf(false);
    expect(guard.counts(click(499))).to.equal(false);
    expect(guard.counts(click(500))).to.equal(true);
  });

  it('does not count the first click under a cover, nor one right after it, but one of a shopper who was told', () => {
    const guard = guardOf(true);
    expect(guard.counts(click(1000))).to.equal(false);
    expect(guard.counts(click(1200))).to.equal(false);
    expect(guard.counts(click(1500))).to.equal(true);
  });

  it('lets a key pass, which needs no pointer', () => {
    expect(guardOf(true).counts(click(1000, 0))).to.equal(true);
  });
});
