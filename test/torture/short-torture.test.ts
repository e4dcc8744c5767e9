import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dropsAct } from '../../torture/acts/drops.ts';
import { failpointsAct } from '../../torture/acts/failpoints.ts';
import { killsAct } from '../../torture/acts/kills.ts';
import { postgresAct } from '../../torture/acts/postgres-kills.ts';
import { readProviderBooks } from '../../torture/check/evidence.ts';
import { lineNames } from '../../torture/check/lines.ts';
import { reportOf } from '../../torture/report.ts';
import { runTorture } from '../../torture/run.ts';
import { plantedBugs, seenBy } from './planted-bugs.ts';

const seed = 20_260_901;
/** Half as many as in the long runs: enough for every fault to be met, and for every bug to find what it spoils. */
const perSecond = 25;

test('kills, cut lines and lies break no promise of any contract, and the same checks see each planted bug', async (t) => {
  const beganMs = performance.now();
  const seen = new Map<string, readonly string[]>();
  const result = await runTorture({
    name: 'short',
    seed,
    acts: [
      (scene) =>
        failpointsAct(scene, {
          names: [
            'create.after_commit_before_reply',
            'submit.after_provider_call',
            'webhook.after_send_before_mark',
            'payin_create.after_commit_before_reply',
            'collection.before_commit',
            'card.after_call',
            'prompt.after_call',
            'transfer.after_commit',
          ],
          times: 1,
          perSecond,
        }),
      (scene) => killsAct(scene, { gateways: 3, providers: 1, perSecond }),
      (scene) => postgresAct(scene, 1, perSecond),
      (scene) => dropsAct(scene, { payouts: 100, callbacksOffMs: 6_000 }),
    ],
    hurry: true,
    calmLimitMs: 240_000,
    say: (text) => t.diagnostic(`${Math.floor((performance.now() - beganMs) / 1_000)} s: ${text}`),
    afterwards: async (scene) => {
      await Promise.all(scene.deployment.gateways.map((gateway) => gateway.stop()));
      const books = await readProviderBooks(scene.deployment);
      for (const bug of plantedBugs) seen.set(bug.name, await seenBy(scene, bug, books));
    },
  });
  assert.ok(result.passed, reportOf(result));
  assert.deepEqual(
    plantedBugs.filter(({ name, line }) => seen.get(name)?.includes(line) !== true),
    [],
    'every planted bug is seen on its line',
  );
  assert.deepEqual(
    lineNames.filter((line) => !plantedBugs.some((bug) => bug.line === line)),
    [],
    'no line is without a bug that it has seen',
  );
});
