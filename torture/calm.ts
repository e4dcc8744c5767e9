/** After the storm: no more faults, and everything has to come to its end by itself within a bound. */
import { setTimeout as sleep } from 'node:timers/promises';
import { bringForward, openWork, passDay, waitingPayouts } from './open-work.ts';
import type { Scene } from './scene.ts';

export interface CalmOptions {
  readonly limitMs: number;
  /** Pull the due times forward instead of waiting for them, as if the clock ran faster. */
  readonly hurry: boolean;
  /** Called when nothing is open; resolves to whether the books agree, or something is still on its way. */
  readonly isSettled: () => Promise<boolean>;
}

/** So long what nobody answers is left alone before its day is over. */
const graceMs = 20_000;

/** Whatever is open for so long is worth a line of its own. */
const longOpenMs = 120_000;

/** Resolves to how long it took; the limit is no error here, the checks say what is left. */
export async function calmDown(scene: Scene, options: CalmOptions): Promise<number> {
  const { crowd, deployment } = scene;
  const { postgres } = deployment;
  const { hurry, isSettled, limitMs } = options;
  const beganMs = performance.now();
  const tookMs = () => performance.now() - beganMs;
  if (hurry) await lapseClaims(scene);
  for (let toldMs = 0, finishedMs = Infinity; ;) {
    const { payouts, payins, waiting, promises } = await openWork(postgres);
    // Those who pay late wait until every pay-in is over; what they paid is carried through like the rest.
    if (payins === 0 && !crowd.haveFinished) {
      await crowd.finish();
      finishedMs = performance.now();
    } else if (payouts + payins + waiting + promises === 0 && (await isSettled())) return tookMs();
    if (tookMs() > limitMs) return tookMs();
    if (tookMs() - toldMs > 15_000) {
      toldMs = tookMs();
      const seconds = Math.floor(toldMs / 1_000);
      const open = `${payouts} payouts, ${payins + waiting} others and ${promises} promises`;
      scene.say(`calm: ${open} open after ${seconds} s`);
      if (payouts > 0 && toldMs > longOpenMs)
        for (const line of await waitingPayouts(postgres)) scene.say(`calm: ${line}`);
    }
    if (hurry) await bringForward(postgres);
    if (performance.now() - finishedMs > (hurry ? 0 : graceMs)) await passDay(postgres);
    await sleep(1_000);
  }
}

/** All who held a claim are gone, so nobody acts under one that lapses before its time. */
async function lapseClaims(scene: Scene): Promise<void> {
  const { deployment } = scene;
  await Promise.all(deployment.gateways.map((gateway) => gateway.kill()));
  await deployment.postgres.asOwner(async (client) => {
    // A claim that was under way at the kill may commit after it, but not after its session.
    await client.query(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
       where datname = current_database() and application_name like 'hundi %'`,
    );
    await client.query(
      `update outbox set due_at = now() where state = 'leased' and due_at > now()`,
    );
  });
  for (const gateway of deployment.gateways) await deployment.restart(gateway);
}
