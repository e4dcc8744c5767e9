/** The question whether money that is held may be paid, and how long its receiver may think. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { systemClock } from '../../src/kit/clock.ts';
import { askCreator } from '../../src/webhooks/ask-creator.ts';
import { createEgress } from '../../src/webhooks/egress.ts';
import { startInbox } from '../kit/merchant-inbox.ts';

test('a receiver may take longer for its answer than those of other webhooks, as for an approval', async (t) => {
  const egress = createEgress({ allowLoopback: true, totalTimeoutMs: 100 });
  const inbox = await startInbox();
  t.after(() => Promise.all([egress.close(), inbox.stop()]));
  inbox.next({ status: 200, afterMs: 400 }, { status: 409, afterMs: 400 });
  const secrets = [`whsec_${randomBytes(32).toString('base64')}`];
  const question = { transferId: 'x', payload: '{}', secrets, url: inbox.url };
  const ask = () => askCreator({ egress, clock: systemClock, userAgent: 'test' }, question);
  assert.deepEqual(await ask(), { kind: 'paid' });
  assert.deepEqual(await ask(), {
    ...{ kind: 'refused', reason: 'Refused by the payment webhook (HTTP 409)' },
  });
});
