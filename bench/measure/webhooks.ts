/** Webhooks delivered a second to a fast endpoint, against a job queue that does nothing for each job. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openPool } from '../../src/db/connection.ts';
import { loadDeploymentSecrets } from '../../src/identity/deployment-secrets.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { setEndpoint } from '../../src/merchants/endpoints.ts';
import { newWebhookSecret } from '../../src/webhooks/sign.ts';
import { randomBytes } from 'node:crypto';
import { peakMemoryMb } from '../cpu.ts';
import { seededDatabase } from '../databases.ts';
import { median, ratios } from '../figures.ts';
import { startGateway } from '../gateway.ts';
import type { Measured, Row } from '../report.ts';
import { mintTokens } from '../seed.ts';
import { onDatabase, type Stage } from '../stage.ts';

const database = 'bench_webhooks';
const jobsDatabase = 'bench_jobs';
const merchants = 100;
const receiverProgram = fileURLToPath(new URL('../webhook-receiver.ts', import.meta.url));
const jobsProgram = fileURLToPath(new URL('../no-op-jobs.ts', import.meta.url));

export async function measureWebhooks(stage: Stage): Promise<Measured> {
  const { rounds, quick } = stage.options;
  const count = quick ? 4_000 : 20_000;
  const receiver = await openHelper(receiverProgram);
  await stage.copyDatabase(database, await seededDatabase(stage));
  const url = stage.urlOf(database);
  await addEndpoints(url, `http://127.0.0.1:${String(receiver.ready)}/webhooks`);
  const gateway = await startGateway({
    dataDir: `${stage.workDir}/webhooks`,
    databaseUrl: url,
    role: 'worker',
    profileDir: stage.options.profileDir,
  });
  const jobs = await openJobs(stage);
  const ours: number[] = [];
  const jobRates: { plain: number[]; best: number[] } = { plain: [], best: [] };
  try {
    // Unmeasured: everything is warm in the rounds that count.
    await deliver(url, receiver, 2_000);
    for (let round = 1; round <= rounds; round++) {
      ours.push(await deliver(url, receiver, count));
      if (jobs !== undefined) {
        jobRates.plain.push(await jobs.run('plain', count));
        jobRates.best.push(await jobs.run('best', count));
      }
      stage.say(
        `webhooks, round ${round}: ${ours.at(-1)?.toFixed(0) ?? ''} deliveries/s, graphile-worker ` +
          `${jobRates.plain.at(-1)?.toFixed(0) ?? 'n/a'} and at its best ${jobRates.best.at(-1)?.toFixed(0) ?? 'n/a'} jobs/s`,
      );
    }
    return {
      rows: rowsOf(ours, jobRates, peakMemoryMb(gateway.pid)),
      skipped: jobs === undefined ? ['graphile-worker is not installed: no ratio to it.'] : [],
    };
  } finally {
    await gateway.stop();
    receiver.close();
    await stage.dropDatabase(database);
    await stage.dropDatabase(jobsDatabase);
  }
}

async function addEndpoints(url: string, endpointUrl: string): Promise<void> {
  const callers = (await mintTokens(url)).slice(0, merchants);
  const pool = openPool(url, 'bench endpoints', 1);
  try {
    const { sealer } = await loadDeploymentSecrets(pool, undefined);
    const newSecret = () => newWebhookSecret(randomBytes);
    for (const { merchantId } of callers) {
      const change = { actor: 'bench', nowMs: systemClock.now().getTime(), sealer, newSecret };
      await setEndpoint(pool, merchantId, { ...change, url: endpointUrl });
    }
  } finally {
    await pool.end();
  }
}

/** Resolves to deliveries per second, from the first that arrives to the last; all of them must be marked as done. */
async function deliver(url: string, receiver: Helper, count: number): Promise<number> {
  receiver.child.send({ count });
  const arrived = once(receiver.child, 'message');
  return onDatabase(url, async (client) => {
    await client.query(addDeliveries, [count]);
    const [perSecond] = (await arrived) as [number];
    await untilDone(async () => {
      const { rows } = await client.query<{ open: number }>(
        `select count(*)::int as open from outbox where topic = 'webhook' and state in ('due', 'leased')`,
      );
      return rows[0]?.open === 0;
    });
    return perSecond;
  });
}

const addDeliveries = `
  insert into outbox (merchant_id, outbox_id, topic, subject_id, subject_version, target, payload, state,
    due_at, claims, created_at, updated_at)
  select e.merchant_id, gen_random_uuid(), 'webhook', gen_random_uuid(), 3, e.endpoint_id,
    '{"event":"transaction.status.updated","timestamp":"2026-01-09T17:25:00Z","data":{"transactionNumber":"TX260109'
      || lpad(i::text, 5, '0') || '","clientTransactionRefNo":"INV-' || i
      || '","status":"Success","utr":"600912345678","amount":5000.50,"beneficiaryName":"Asha Rao","version":3}}',
    'due', now(), 0, now(), now()
  from generate_series(1, $1::int) i
  join (select *, row_number() over (order by endpoint_id) - 1 as nth, count(*) over () as n from webhook_endpoints) e
    on e.nth = i % e.n`;

async function untilDone(isDone: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 20_000;
  while (!(await isDone())) {
    if (performance.now() > deadlineMs) throw new Error('Deliveries stayed open.');
    await sleep(50);
  }
}

async function openJobs(stage: Stage) {
  await stage.dropDatabase(jobsDatabase);
  await stage.ensureDatabase(jobsDatabase, () => Promise.resolve());
  const helper = await openHelper(jobsProgram, stage.urlOf(jobsDatabase));
  helper.close();
  if (helper.ready === 'missing') return undefined;
  return {
    run: async (preset: 'plain' | 'best', count: number): Promise<number> => {
      const worker = await openHelper(jobsProgram, stage.urlOf(jobsDatabase), preset);
      try {
        worker.child.send({ count });
        const [perSecond] = (await once(worker.child, 'message')) as [number];
        return perSecond;
      } finally {
        const ended = once(worker.child, 'exit');
        worker.close();
        await ended;
      }
    },
  };
}

interface Helper {
  readonly child: ChildProcess;
  /** What it said first. */
  readonly ready: unknown;
  close(): void;
}

async function openHelper(program: string, ...args: string[]): Promise<Helper> {
  const child = fork(program, args);
  const [ready] = (await once(child, 'message')) as [unknown];
  return {
    child,
    ready,
    close: () => {
      child.disconnect();
    },
  };
}

function rowsOf(
  ours: readonly number[],
  jobs: { readonly plain: readonly number[]; readonly best: readonly number[] },
  memoryMb: number,
): Row[] {
  return [
    {
      what: 'webhooks delivered',
      value: median(ours),
      unit: '/s',
      reference: { what: 'graphile-worker no-op jobs', value: median(jobs.plain) },
      ratio: median(ratios(ours, jobs.plain)),
      goal: { atLeast: 1.5 },
      rounds: ours,
      note: `${merchants} merchants with an endpoint each on one fast receiver; graphile-worker with concurrency 8. Both from the first to the last.`,
    },
    {
      what: 'webhooks delivered, against its best settings',
      value: median(ours),
      unit: '/s',
      reference: { what: 'graphile-worker, local queue and batches', value: median(jobs.best) },
      ratio: median(ratios(ours, jobs.best)),
    },
    {
      what: 'most memory of the gateway while delivering',
      value: memoryMb,
      unit: 'MB',
      goal: { atMost: 250 },
    },
  ];
}
