/** The process dies at every named point of the ways of money out and in, again and again, while the other one works on. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FailpointName } from '../../src/kit/failpoint.ts';
import type { Gateway } from '../gateway.ts';
import { Load } from '../load.ts';
import { noteServing, type Scene } from '../scene.ts';
import { loadOf, paced } from './usual-load.ts';

export interface FailpointSizes {
  readonly names: readonly FailpointName[];
  readonly times: number;
  /** Requests meanwhile. */
  readonly perSecond?: number;
}

interface Death {
  readonly name: FailpointName;
  readonly tries: number;
}

/** The death comes at one of so many first passes; few payments are by card or phone, and enquiries and refunds are rare. */
const mostPasses = 15;
const mostPassesOfFew = 4;
const mostPassesOfRare = 3;
const patienceMs = 15_000;
/** A process that starts has read the statement: only what it leaves open for a while is asked about. */
const patienceForRareMs = 40_000;
const mostTries = 6;

export async function failpointsAct(scene: Scene, sizes: FailpointSizes): Promise<void> {
  const { deployment, faults, random } = scene;
  for (const name of sizes.names) faults.want(`failpoint ${name}`, sizes.times);
  const deaths = random.shuffled(
    sizes.names.flatMap((name) =>
      Array.from({ length: sizes.times }, (): Death => ({ name, tries: 1 })),
    ),
  );
  // Enquiries need payments that have waited for a while, so their points come last.
  const queue = [...deaths.filter((death) => !isRare(death)), ...deaths.filter(isRare)];
  const load = new Load(loadOf(scene, 'failpoints'));
  await load.during(paced(sizes.perSecond), () =>
    Promise.all(deployment.gateways.map((gateway) => dieOften(scene, gateway, queue))),
  );
}

function isRare({ name }: Death): boolean {
  return /^(enquiry|payin_enquiry|refund)\./.test(name);
}

function mostPassesOf(death: Death): number {
  if (isRare(death)) return mostPassesOfRare;
  return /^(card|prompt|hold)\.|^transfer\.after_claim$/.test(death.name)
    ? mostPassesOfFew
    : mostPasses;
}

async function dieOften(scene: Scene, gateway: Gateway, queue: Death[]): Promise<void> {
  const { deployment, faults, say } = scene;
  const random = scene.random.fork();
  for (let death = queue.shift(); death !== undefined; death = queue.shift()) {
    const passes = random.between(1, mostPassesOf(death));
    noteServing(scene, 'gateway', await deployment.restart(gateway, `${death.name}:${passes}`));
    const waiting = new AbortController();
    const exit = await Promise.race([
      gateway.exit,
      sleep(isRare(death) ? patienceForRareMs : patienceMs, undefined, {
        signal: waiting.signal,
      }).catch(() => undefined),
    ]);
    waiting.abort();
    if (exit?.failpoint === death.name) {
      faults.fired(`failpoint ${death.name}`);
      if (queue.length % 20 === 0) say(`failpoints: ${queue.length} deaths to come`);
    } else if (death.tries < mostTries) {
      queue.push({ ...death, tries: death.tries + 1 });
    }
  }
  noteServing(scene, 'gateway', await deployment.restart(gateway));
}
