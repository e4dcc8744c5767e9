/**
 * A gateway stands still in the middle of its work for longer than its claims last, as a paused container does; the other
 * one takes over, and then the first goes on as if nothing had happened. Both are full stacks on one database.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Gateway } from '../gateway.ts';
import { Load } from '../load.ts';
import { noteServing, type Scene } from '../scene.ts';
import { loadOf, paced } from './usual-load.ts';

export interface ZombieSizes {
  /** Its claims lapse by the clock. */
  readonly slow: number;
  /** Its claims are made to lapse at once, and with them those of the other one, which goes on under them. */
  readonly quick: number;
  /** Requests meanwhile. */
  readonly perSecond?: number;
}

/** Longer than the claim of a payout. */
const slowMs = 23_000;
/** Long enough that the other one finds what has lapsed. */
const quickMs = [700, 1_500] as const;
const betweenMs = [50, 900] as const;

const fault = 'a gateway stands still past its claims';
const refusal = 'a stale worker is refused';

export async function zombiesAct(scene: Scene, sizes: ZombieSizes): Promise<void> {
  const { deployment, faults, random, say } = scene;
  const kinds = random.shuffled([
    ...Array.from({ length: sizes.slow }, () => 'slow' as const),
    ...Array.from({ length: sizes.quick }, () => 'quick' as const),
  ]);
  faults.want(fault, kinds.length);
  faults.want(refusal, 1);
  const refusedBefore = refusals(scene);
  const load = new Load(loadOf(scene, 'zombies'));
  await load.during(paced(sizes.perSecond), async () => {
    for (const [index, kind] of kinds.entries()) {
      await sleep(random.between(...betweenMs));
      await standStill(scene, random.pick(deployment.gateways), kind);
      if (index % 20 === 19) say(`zombies: ${kinds.length - index - 1} to come`);
    }
    // What it was about to do is done, or refused, by then.
    await sleep(2_000);
  });
  faults.fired(refusal, refusals(scene) - refusedBefore);
}

async function standStill(scene: Scene, gateway: Gateway, kind: 'slow' | 'quick'): Promise<void> {
  gateway.pause();
  try {
    if (kind === 'quick') await lapseClaims(scene);
    await sleep(kind === 'slow' ? slowMs : scene.random.between(...quickMs));
  } finally {
    gateway.goOn();
  }
  scene.faults.fired(fault);
  const beganMs = performance.now();
  while (!(await gateway.isReady()) && performance.now() - beganMs < 30_000) await sleep(20);
  noteServing(scene, 'gateway', performance.now() - beganMs);
}

function lapseClaims({ deployment }: Scene): Promise<unknown> {
  return deployment.postgres.asOwner((client) =>
    client.query(`update outbox o set due_at = now()
      from (select merchant_id, outbox_id from outbox where state = 'leased' and due_at > now()
        for update skip locked) held
      where o.merchant_id = held.merchant_id and o.outbox_id = held.outbox_id`),
  );
}

function refusals({ deployment }: Scene): number {
  return deployment.gateways.reduce((sum, { refusals }) => sum + refusals, 0);
}
