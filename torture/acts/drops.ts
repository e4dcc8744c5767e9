/** The bank executes a fifth of the payouts and cuts the line instead of answering; its callbacks come much later. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Load } from '../load.ts';
import type { Scene } from '../scene.ts';
import { openWork } from '../open-work.ts';
import { loadOf } from './usual-load.ts';

const share = 0.2;
export interface DropSizes {
  readonly payouts: number;
  /** So long, at most, enquiries and the statement are on their own. */
  readonly callbacksOffMs: number;
}

export async function dropsAct(scene: Scene, sizes: DropSizes): Promise<void> {
  const { payouts, callbacksOffMs } = sizes;
  const { deployment, faults, say } = scene;
  const { bank, postgres } = deployment;
  const expected = share * payouts;
  // Four standard deviations below the mean: a run with fewer was not the run that was promised.
  const least = Math.floor(expected - 4 * Math.sqrt(expected * (1 - share)));
  faults.want('execute-then-drop', Math.max(1, least));
  const before = (await bank.faults())['execute-then-drop'] ?? 0;
  await bank.switchCallbacks('off');
  await bank.addRule({ accountNumber: '*', behaviour: 'execute-then-drop', probability: share });
  // Only merchants with funds: a payout that is refused here never reaches the bank.
  const merchants = scene.merchants.slice(0, -1);
  const load = new Load({ ...loadOf(scene, 'drops'), merchants });
  load.start({ callers: 32, payouts, honest: true });
  await load.done();
  say(`drops: ${payouts} payouts asked for`);
  const deadlineMs = performance.now() + callbacksOffMs;
  while (performance.now() < deadlineMs && (await openWork(postgres)).payouts > 0)
    await sleep(1_000);
  await bank.clearRules();
  await bank.switchCallbacks('on');
  const after = (await bank.faults())['execute-then-drop'] ?? 0;
  faults.fired('execute-then-drop', after - before);
}
