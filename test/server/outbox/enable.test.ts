import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openTown} from '../../town.ts';

test('an endpoint that answered 410 hears nothing more, until its merchant enables it', async () => {
  const town = await openTown();
  try {
    const {json: made} = await town.api('POST', '/v1/webhook_endpoints', {body: {url: 'http://localhost:4240/hooks'}});
    const path = `/v1/webhook_endpoints/${made.id}`;
    const news = async () => {
      const {id} = await town.session();
      await town.api('POST', `/v1/checkout_sessions/${id}/expire`, {body: {}});
      await town.advance(1000);
      return town.heard.splice(0).length;
    };
    town.shopAnswers(() => new Response(null, {status: 410}));
    assert.ok((await news()) > 0);
    assert.equal((await town.api('GET', path)).json.status, 'disabled');
    town.shopAnswers(() => new Response(null, {status: 204}));
    assert.equal(await news(), 0);

    const {json: events} = await town.api('GET', '/v1/events?limit=1');
    assert.equal((await town.api('POST', path, {body: {enabled: true}})).json.status, 'enabled');
    assert.equal(await news(), 2);
    // What it missed is there to be announced again.
    await town.api('POST', `/v1/events/${events.data[0].id}/resend`, {body: {}});
    await town.advance(1000);
    assert.equal(town.heard.at(-1)?.headers['webhook-id'], events.data[0].id);
  } finally {
    await town.stop();
  }
});
