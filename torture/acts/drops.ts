/**
 * The bank, the acquirer and M-Pesa execute a fifth of what they are asked for and cut the line instead of answering;
 * their callbacks come much later.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { tellLies } from '../lies.ts';
import { Load } from '../load.ts';
import { openWork } from '../open-work.ts';
import type { SandboxProgram } from '../sandbox-program.ts';
import type { Scene } from '../scene.ts';
import { loadOf } from './usual-load.ts';

const share = 0.2;
export interface DropSizes {
  readonly payouts: number;
  /** So long, at most, enquiries and the statement are on their own. */
  readonly callbacksOffMs: number;
}

export async function dropsAct(scene: Scene, sizes: DropSizes): Promise<void> {
  const { payouts, callbacksOffMs } = sizes;
  const { deployment, say } = scene;
  const { acquirer, bank, daraja, postgres } = deployment;
  const providers = [bank, acquirer, daraja];
  const expected = share * payouts;
  // Four standard deviations below the mean: a run with fewer was not the run that was promised.
  const least = Math.floor(expected - 4 * Math.sqrt(expected * (1 - share)));
  const counts = [
    await countDrops(scene, bank, 'execute-then-drop', Math.max(1, least)),
    // Far fewer payments are by card or by phone.
    await countDrops(scene, acquirer, 'execute-then-drop', 1),
    await countDrops(scene, daraja, 'drop-after', 1),
  ];
  for (const program of providers) await program.switchCallbacks('off');
  const rule = { behaviour: 'execute-then-drop', probability: share };
  await bank.addRule({ accountNumber: '*', ...rule });
  await acquirer.addRule(rule);
  // So few pay by card in a short run that chance alone might spare all of them.
  await acquirer.addRule({ behaviour: 'execute-then-drop', times: 1 });
  for (const on of ['prompt', 'payout'])
    await daraja.addRule({ on, behaviour: 'drop-after', probability: share });
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
  await tellLies(deployment);
  for (const program of providers) await program.switchCallbacks('on');
  for (const count of counts) await count();
}

/** Resolves to what writes down how many there were since. */
async function countDrops(
  { faults }: Scene,
  program: SandboxProgram,
  behaviour: string,
  least: number,
): Promise<() => Promise<void>> {
  const fault = `${behaviour} of the ${program.name}`;
  const timesNow = async () => (await program.faults())[behaviour] ?? 0;
  faults.want(fault, least);
  const before = await timesNow();
  return async () => faults.fired(fault, (await timesNow()) - before);
}
