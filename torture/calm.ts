/** After the storm: no more faults, and everything has to come to its end by itself within a bound. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Postgres } from './postgres.ts';
import type { Scene } from './scene.ts';

export interface OpenWork {
  readonly payouts: number;
  readonly payins: number;
  readonly promises: number;
}

/** Payments that are not final, and promises not kept. */
export async function openWork(postgres: Postgres): Promise<OpenWork> {
  return postgres.asOwner(async (client) => {
    const { rows } = await client.query<OpenWork>(
      `select
         (select count(*)::int from payouts where status in ('queued', 'processing')) as payouts,
         (select count(*)::int from payins where status = 'created') as payins,
         (select count(*)::int from outbox where state in ('due', 'leased')) as promises`,
    );
    return rows[0] ?? { payouts: 0, payins: 0, promises: 0 };
  });
}

export interface CalmOptions {
  readonly limitMs: number;
  /** Pull the due times forward instead of waiting for them, as if the clock ran faster. */
  readonly hurry: boolean;
  /** Called when nothing is open; resolves to whether the books agree, or something is still on its way. */
  readonly isSettled: () => Promise<boolean>;
}

/** Resolves to how long it took; the limit is no error here, the checks say what is left. */
export async function calmDown(scene: Scene, options: CalmOptions): Promise<number> {
  const { customers, deployment } = scene;
  const { postgres } = deployment;
  const beganMs = performance.now();
  const tookMs = () => performance.now() - beganMs;
  if (options.hurry) await lapseClaims(scene);
  for (let toldMs = 0; ;) {
    const { payouts, payins, promises } = await openWork(postgres);
    // Those who pay late wait until every pay-in is over; what they paid is carried through like the rest.
    if (payins === 0 && !customers.haveFinished) await customers.finish();
    else if (payouts + payins + promises === 0 && (await options.isSettled())) return tookMs();
    if (tookMs() > options.limitMs) return tookMs();
    if (tookMs() - toldMs > 15_000) {
      toldMs = tookMs();
      const seconds = Math.floor(toldMs / 1_000);
      const open = `${payouts} payouts, ${payins} pay-ins and ${promises} promises`;
      scene.say(`calm: ${open} open after ${seconds} s`);
    }
    if (options.hurry) await bringForward(postgres);
    await sleep(1_000);
  }
}

/** All who held a claim are gone, so nobody acts under one that lapses before its time. */
async function lapseClaims(scene: Scene): Promise<void> {
  const { deployment } = scene;
  await Promise.all(deployment.gateways.map((gateway) => gateway.kill()));
  await deployment.postgres.asOwner((client) =>
    client.query(`update outbox set due_at = now() where state = 'leased' and due_at > now()`),
  );
  for (const gateway of deployment.gateways) await deployment.restart(gateway);
}

async function bringForward(postgres: Postgres): Promise<void> {
  await postgres.asOwner(async (client) => {
    await client.query(
      `update payins i set expires_at = now()
       from (select merchant_id, payin_id from payins
             where status = 'created' and expires_at > now() for update skip locked) open
       where i.merchant_id = open.merchant_id and i.payin_id = open.payin_id`,
    );
    await client.query(
      `update outbox o set due_at = now()
       from (select merchant_id, outbox_id from outbox
             where state = 'due' and due_at > now() for update skip locked) later
       where o.merchant_id = later.merchant_id and o.outbox_id = later.outbox_id`,
    );
  });
}
