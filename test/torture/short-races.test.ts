import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contractsAct } from '../../torture/acts/contracts.ts';
import { racesAct } from '../../torture/acts/races.ts';
import { replaysAct } from '../../torture/acts/replays.ts';
import { reportOf } from '../../torture/report.ts';
import { zombiesAct } from '../../torture/acts/zombies.ts';
import { runTorture } from '../../torture/run.ts';

test('of crowds over two processes, requests sent again and gateways that stood still, everything is done once', async (t) => {
  const beganMs = performance.now();
  const result = await runTorture({
    name: 'short races',
    seed: 20_260_902,
    acts: [
      (scene) => racesAct(scene, { rounds: 1, references: 10 }),
      (scene) => contractsAct(scene, 1),
      (scene) => replaysAct(scene, { requests: 300, atEachEdge: 3 }),
      (scene) => zombiesAct(scene, { slow: 1, quick: 5 }),
    ],
    hurry: true,
    calmLimitMs: 240_000,
    say: (text) => t.diagnostic(`${Math.floor((performance.now() - beganMs) / 1_000)} s: ${text}`),
  });
  assert.ok(result.passed, reportOf(result));
});
