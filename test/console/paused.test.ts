import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SwitchesAnswer } from '../../src/console/answers/drafts.ts';
import type { OverviewAnswer } from '../../src/console/answers/overview.ts';
import { pausePayouts, resumePayouts } from '../../src/payments/payout-switch.ts';
import { turnSwitch } from '../../src/switches/turn-switch.ts';
import { askConsole, operatorSignedIn } from '../support/console.ts';
import { openConsoleWorld } from './console-kit.ts';

test('an operator sees at the console that payouts are paused, and why, and that something is switched off', async (t) => {
  const { address, pool } = await openConsoleWorld(t);
  const owner = await operatorSignedIn(pool, 'owner');
  const read = async <Answer>(path: string) =>
    (await askConsole(address, owner, path)).body as Answer;
  const seen = async () => {
    const [overview, switches] = [
      await read<OverviewAnswer>('/overview'),
      await read<SwitchesAnswer>('/switches'),
    ];
    assert.deepEqual(overview.pause, switches.pause);
    assert.equal(overview.switchesOff, String(switches.off.length));
    return { pause: overview.pause, switchesOff: overview.switchesOff };
  };
  assert.deepEqual(await seen(), { pause: null, switchesOff: '0' });
  const since = new Date('2026-01-31T03:00:00Z');
  await pausePayouts(pool, { reason: 'restored from a backup', since });
  const nowMs = Date.now();
  const order = { isOff: true, reason: 'a drill', actor: 'test', nowMs };
  await turnSwitch(pool, { kind: 'currency', name: 'INR', ...order });
  assert.deepEqual(await seen(), {
    pause: { reason: 'restored from a backup', since: since.toISOString() },
    switchesOff: '1',
  });
  await resumePayouts(pool);
  assert.equal((await seen()).pause, null);
});
