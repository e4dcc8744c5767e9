/** One torture run: a deployment of its own, the acts one after another, calm, the checks, and an end without leftovers. */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { calmDown } from './calm.ts';
import { readEvidence, type Sources } from './check/evidence.ts';
import { judge } from './check/judge.ts';
import type { Line } from './check/lines.ts';
import { wrongStatuses } from './check/statuses.ts';
import { Crowd } from './crowd.ts';
import { hundi } from './cli.ts';
import { openDeployment, type Deployment } from './deployment.ts';
import { Faults, type FaultCount } from './faults.ts';
import { History } from './history.ts';
import { tellLies } from './lies.ts';
import { ask } from './load.ts';
import { Random } from './random.ts';
import type { Scene } from './scene.ts';

export type Act = (scene: Scene) => Promise<void>;

export interface RunOptions {
  readonly name: string;
  readonly seed: number;
  readonly acts: readonly Act[];
  /** Pull due times forward in the calm instead of waiting for them. */
  readonly hurry: boolean;
  readonly calmLimitMs: number;
  readonly say: (text: string) => void;
  /** Where the history of a failed run is kept. */
  readonly keepIn?: string;
  /** Works on what the run left, before it is taken down. */
  readonly afterwards?: (scene: Scene) => Promise<void>;
}

export interface RunResult {
  readonly name: string;
  readonly seed: number;
  readonly passed: boolean;
  readonly lines: readonly Line[];
  /** Broken promises that the acts saw themselves, faults that never fired, and faults of the gateways. */
  readonly broken: readonly string[];
  readonly faults: readonly FaultCount[];
  /** By whose they are. */
  readonly providerFaults: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly servingMs: Readonly<Record<string, readonly number[]>>;
  readonly payouts: number;
  readonly payins: number;
  readonly transfers: number;
  /** Pay-ins that were left to a person. */
  readonly unheard: number;
  /** What the customers did, and how often. */
  readonly customers: Readonly<Record<string, number>>;
  readonly webhooks: number;
  readonly requests: Readonly<Record<string, number>>;
  readonly calmMs: number;
  readonly tookMs: number;
  readonly complaints: Readonly<Record<string, number>>;
}

const rich = 'INR=10000000000.00,KES=40000000.00,USD=1000000.00';
const poor = 'INR=3000000.00,KES=30000.00,USD=1000000.00';
const people = ['asha', 'ravi'] as const;
/** The last one is short of funds. */
const usualMerchants = [
  { name: 'one', fund: rich, payins: { late: 'refund', others: 'refund' } },
  { name: 'two', fund: rich, payins: { late: 'credit', others: 'hold' } },
  { name: 'three', fund: poor, payins: { late: 'credit', others: 'credit' } },
] as const;
const rates = { 'USD/KES': '129.25', 'INR/KES': '1.48' } as const;
const replaySample = 200;

/** What runs now, so that an interrupted harness can take it down. */
const running = new Set<Deployment>();

/** Takes down everything that runs. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((deployment) => deployment.stop()));
}

export async function runTorture(options: RunOptions): Promise<RunResult> {
  const random = new Random(options.seed);
  const beganMs = performance.now();
  const deployment = await openDeployment(random);
  running.add(deployment);
  const history = new History(path.join(deployment.folder, 'history.jsonl'));
  const scene: Scene = {
    deployment,
    history,
    crowd: new Crowd(deployment, history, random.fork()),
    faults: new Faults(),
    random,
    merchants: [],
    people: [],
    serving: new Map(),
    broken: [],
    say: options.say,
  };
  let finished = false;
  try {
    await settle(scene);
    for (const act of options.acts) await act(scene);
    const result = await finish(scene, options, beganMs);
    finished = result.passed;
    await options.afterwards?.(scene);
    return result;
  } catch (error) {
    for (const [said, times] of deployment.complaints) options.say(`${times} x ${said}`);
    throw error;
  } finally {
    history.close();
    if (!finished && options.keepIn !== undefined)
      await cp(
        history.file,
        path.join(options.keepIn, `torture-${options.name}-${options.seed}.jsonl`),
      );
    await deployment.stop();
    running.delete(deployment);
  }
}

/** Who lives there, and what people exchange at. */
async function settle({ crowd, deployment, merchants, people: known }: Scene): Promise<void> {
  await tellLies(deployment);
  const { url } = deployment.postgres;
  const made = async ({ name, fund, payins }: (typeof usualMerchants)[number]) => {
    const merchant = await deployment.addMerchant(name, fund, payins);
    await deployment.hearXprizo(merchant);
    return merchant;
  };
  const [usual, persons] = await Promise.all([
    Promise.all(usualMerchants.map(made)),
    Promise.all(people.map((name) => deployment.addPerson(name, rich))),
    ...Object.entries(rates).map(([pair, rate]) =>
      hundi(url, ['wallet', 'rate', pair, rate, '--spread', '50']),
    ),
  ]);
  merchants.push(...usual);
  known.push(...persons);
  for (const one of [...usual, ...persons]) crowd.know(one);
}

export function sourcesOf({ deployment, history }: Scene): Sources {
  const { acquirer, bank, daraja, inbox, postgres } = deployment;
  return { databaseUrl: postgres.url, bank, acquirer, daraja, inbox, history };
}

async function finish(scene: Scene, options: RunOptions, beganMs: number): Promise<RunResult> {
  const { deployment, history, faults, broken } = scene;
  options.say(`${options.name}: calm begins after ${history.size} orders asked for`);
  let lines: Line[] = [];
  const check = async (): Promise<boolean> => {
    lines = judge(await readEvidence(sourcesOf(scene)));
    return lines.every(({ findings }) => findings.length === 0);
  };
  const calmMs = await calmDown(scene, {
    limitMs: options.calmLimitMs,
    hurry: options.hurry,
    isSettled: check,
  });
  await replaySome(scene);
  await check();
  for (const { fault, wanted, fired } of faults.missing())
    broken.push(`a fault that never fired: ${fault}, ${fired} of ${wanted}`);
  for (const { name, endedByItself } of deployment.gateways)
    if (endedByItself > 0) broken.push(`gateway ${name} ended by itself ${endedByItself} times`);
  for (const [what, times] of history.faults) broken.push(`${times} answers of fault: ${what}`);
  const evidence = await readEvidence(sourcesOf(scene));
  broken.push(...(await wrongStatuses(scene, evidence, replaySample)));
  return {
    name: options.name,
    seed: options.seed,
    passed: broken.length === 0 && lines.every(({ findings }) => findings.length === 0),
    lines,
    broken,
    faults: faults.counts(),
    providerFaults: await faultsOf(deployment),
    servingMs: Object.fromEntries(scene.serving),
    payouts: evidence.payouts.length,
    payins: evidence.payins.length,
    transfers: evidence.moved.length,
    unheard: evidence.unheard.size,
    customers: Object.fromEntries(scene.crowd.seen),
    webhooks: evidence.told.length + evidence.approvals.length,
    requests: { ...history.counts },
    calmMs,
    tookMs: performance.now() - beganMs,
    complaints: Object.fromEntries(deployment.complaints),
  };
}

async function faultsOf({ acquirer, bank, daraja, inbox }: Deployment) {
  return {
    bank: await bank.faults(),
    acquirer: await acquirer.faults(),
    'M-Pesa': await daraja.faults(),
    inbox: { 'refused once': inbox.refusals, 'taken without an answer': inbox.silences },
  };
}

/** What was answered once is answered again, by either gateway, and shows what has become of it. */
async function replaySome(scene: Scene): Promise<void> {
  const { broken, crowd, deployment, history, random } = scene;
  const merchants = new Map(scene.merchants.map((merchant) => [merchant.name, merchant]));
  const promised = [...history.asked()].filter(
    ({ order, promised }) =>
      promised.size === 1 && order.xprizo === undefined && merchants.has(order.merchant),
  );
  for (const one of random.shuffled(promised).slice(0, replaySample)) {
    const merchant = merchants.get(one.order.merchant);
    if (merchant === undefined) continue;
    const gateway = random.pick(deployment.gateways);
    const { client } = deployment;
    const answer = await ask({ client, crowd, history }, merchant, gateway, one.order);
    const isSame = answer.kind === 'ok' && !answer.isNew;
    if (!isSame || !['success', 'failed', 'reversed'].includes(answer.shown.toLowerCase()))
      broken.push(
        `${one.order.reference}: replayed after the calm it was ${JSON.stringify(answer)}`,
      );
  }
}
