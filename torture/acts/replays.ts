/**
 * Requests that were accepted are sent again byte for byte: to two processes at once, after both were killed, and
 * around the edges of the time in which their signature is good.
 */
import {
  hear,
  hearSurely,
  makeKnownOrder,
  makeRequest,
  signersOf,
  type Captured,
  type Heard,
} from '../capture.ts';
import type { Random } from '../random.ts';
import { noteServing, type Scene } from '../scene.ts';
import { replayAtEdges } from './replay-edges.ts';

export interface ReplaySizes {
  readonly requests: number;
  readonly atEachEdge: number;
}

const second = 'accepted a second time';
const atOnce = 32;
/** All of a wave is sent again while its signatures are good, and each wave ends two processes. */
const inOneWave = 1_000;
/** So many are heard for the first time by both processes at the same moment. */
const twinShare = 0.25;
/** Signed before or ahead of their time, so that their signatures outlive the run, and not all alike. */
const signedFromMs = -30_000;
const signedToMs = 270_000;

export async function replaysAct(scene: Scene, sizes: ReplaySizes): Promise<void> {
  const { faults, say } = scene;
  const { requests, atEachEdge } = sizes;
  for (const merchant of signersOf(scene)) await makeKnownOrder(scene, merchant);
  faults.fired(second, 0);
  for (let first = 1; first <= requests; first += inOneWave) {
    say(`replays: ${requests - first + 1} requests to come`);
    await captureAndReplay(scene, first, Math.min(requests - first + 1, inOneWave));
  }
  faults.fired(second, await replayAtEdges(scene, atEachEdge));
  const accepted = faults.counts().find(({ fault }) => fault === second)?.fired ?? 0;
  if (accepted > 0) scene.broken.push(`${accepted} replays were accepted`);
}

async function captureAndReplay(scene: Scene, first: number, requests: number): Promise<void> {
  const { broken, deployment, faults } = scene;
  faults.want('accepted and captured', requests);
  const captured = await capture(scene, first, requests);
  faults.fired('accepted and captured', captured.length);
  const made = await ordersMade(scene);
  await replayAll(scene, captured, 'to two processes at once');
  await Promise.all(deployment.gateways.map((gateway) => gateway.kill()));
  await Promise.all(
    deployment.gateways.map(async (gateway) =>
      noteServing(scene, 'gateway', await deployment.restart(gateway)),
    ),
  );
  await replayAll(scene, captured, 'after a kill of both');
  const madeByReplays = (await ordersMade(scene)) - made;
  if (madeByReplays !== 0) broken.push(`replays made ${madeByReplays} orders`);
}

async function replayAll(scene: Scene, captured: readonly Captured[], when: string): Promise<void> {
  const { faults } = scene;
  const heard = await replay(scene, captured);
  const times = (what: Heard) => heard.filter((each) => each === what).length;
  faults.want(`refused ${when}`, 2 * captured.length);
  faults.fired(`refused ${when}`, times('replayed') + times('out of time'));
  // On a machine so slow that the time of a signature ran out meanwhile.
  if (times('out of time') > 0) faults.fired('refused for their time alone', times('out of time'));
  faults.fired(second, times('accepted'));
}

/** Requests that were accepted once, and once only where both processes heard them. */
async function capture(scene: Scene, first: number, requests: number): Promise<Captured[]> {
  const { broken, deployment } = scene;
  const signers = signersOf(scene);
  const captured: Captured[] = [];
  let tried = 0;
  const work = async (random: Random): Promise<void> => {
    while (captured.length < requests) {
      const atMs = Date.now() + random.between(signedFromMs, signedToMs);
      const merchant = random.pick(signers);
      const nth = `${first}-${(tried += 1)}`;
      const one = makeRequest(merchant, nth, atMs, random);
      const isTwin = random.happens(twinShare);
      const gateways = isTwin ? deployment.gateways : [random.pick(deployment.gateways)];
      const heard = await Promise.all(gateways.map((gateway) => hear(scene, gateway, one)));
      const accepted = heard.filter((each) => each === 'accepted').length;
      if (accepted > 1) broken.push(`${one.request.path} was accepted by both processes`);
      if (accepted === 1 && captured.length < requests) captured.push(one);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, () => work(scene.random.fork())));
  return captured;
}

/** Every one to both processes at the same moment; what each of them said. */
async function replay(scene: Scene, captured: readonly Captured[]): Promise<Heard[]> {
  const queue = scene.random.shuffled(captured);
  const heard: Heard[] = [];
  const work = async (): Promise<void> => {
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
      const again = one;
      const both = scene.deployment.gateways.map((gateway) => hearSurely(scene, gateway, again));
      heard.push(...(await Promise.all(both)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return heard;
}

async function ordersMade({ deployment }: Scene): Promise<number> {
  return deployment.postgres.asOwner(async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `select ((select count(*) from payouts) + (select count(*) from payins))::int as count`,
    );
    return rows[0]?.count ?? 0;
  });
}
