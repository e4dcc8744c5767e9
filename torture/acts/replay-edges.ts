/** Requests that are heard for the first time around the edges of their time, and again and again as it goes by. */
import { setTimeout as sleep } from 'node:timers/promises';
import { hear, makeRequest, signersOf, type Captured, type Heard } from '../capture.ts';
import type { Scene } from '../scene.ts';

/** A signature by its time, in whole seconds from now: how often it may be let in, and what is said to it in the end. */
const edges = [
  { name: 'a second too old', seconds: -301, least: 0, most: 0, end: 'out of time' },
  { name: 'in its last second', seconds: -299, least: 0, most: 1, end: 'out of time' },
  { name: 'soon too old', seconds: -285, least: 1, most: 1, end: 'out of time' },
  { name: 'as far ahead as may be', seconds: 299, least: 1, most: 1, end: 'replayed' },
  { name: 'too far ahead, for a while', seconds: 304, least: 1, most: 1, end: 'replayed' },
] as const;
const mostMs = 90_000;

interface Watched {
  readonly edge: (typeof edges)[number];
  readonly one: Captured;
  accepted: number;
  hasEnded: boolean;
}

/** Resolves to how often one was let in although it had been before. */
export async function replayAtEdges(scene: Scene, atEachEdge: number): Promise<number> {
  const { say } = scene;
  say(`replays: ${edges.length * atEachEdge} requests around the edges of their time`);
  const random = scene.random.fork();
  const signers = signersOf(scene);
  const watched = await Promise.all(
    edges.flatMap((edge) =>
      Array.from({ length: atEachEdge }, async (_, index): Promise<Watched> => {
        const nth = `${edge.name.replaceAll(/[ ,]+/g, '-')}-${index}`;
        const atMs = (Math.floor(Date.now() / 1_000) + edge.seconds) * 1_000;
        const one = makeRequest(random.pick(signers), nth, atMs, random);
        const each = { edge, one, accepted: 0, hasEnded: false };
        await askBoth(scene, each);
        return each;
      }),
    ),
  );
  const endMs = performance.now() + mostMs;
  while (watched.some(({ hasEnded }) => !hasEnded) && performance.now() < endMs) {
    await sleep(500);
    await Promise.all(watched.map((each) => askBoth(scene, each)));
  }
  return judgeEdges(scene, watched);
}

async function askBoth(scene: Scene, each: Watched): Promise<void> {
  const { gateways } = scene.deployment;
  const heard: Heard[] = await Promise.all(
    gateways.map((gateway) => hear(scene, gateway, each.one)),
  );
  each.accepted += heard.filter((said) => said === 'accepted').length;
  each.hasEnded = heard.every((said) => said === each.edge.end);
}

function judgeEdges({ faults }: Scene, watched: readonly Watched[]): number {
  for (const { name, least, most } of edges) {
    const all = watched.filter(({ edge }) => edge.name === name);
    const right = all.filter(
      ({ accepted, hasEnded }) => hasEnded && accepted >= least && accepted <= most,
    );
    faults.want(`right at the edge: ${name}`, all.length);
    faults.fired(`right at the edge: ${name}`, right.length);
  }
  return watched.reduce((sum, { accepted }) => sum + Math.max(0, accepted - 1), 0);
}
