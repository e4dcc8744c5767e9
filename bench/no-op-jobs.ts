/** graphile-worker on jobs that do nothing: `plain` with concurrency 8, `best` with its local queue and batched ends. */
import { Client } from 'pg';

const identifier = 'nothing';
const concurrency = 8;
const best = {
  concurrentJobs: 24,
  localQueue: { size: 500 },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0,
} as const;

async function main(url: string, preset: string | undefined): Promise<void> {
  const library = await import('graphile-worker').catch(() => undefined);
  if (library === undefined) {
    process.send?.('missing');
    return;
  }
  let awaited = 0;
  let done = 0;
  let firstMs = 0;
  const runner = await library.run({
    preset: {
      worker: {
        connectionString: url,
        ...(preset === 'best' ? best : { concurrentJobs: concurrency }),
      },
    },
    logger: new library.Logger(() => () => undefined),
    noHandleSignals: true,
    taskList: {
      [identifier]: () => {
        if (done === 0) firstMs = performance.now();
        done += 1;
        if (done === awaited)
          process.send?.(((awaited - 1) / (performance.now() - firstMs)) * 1_000);
      },
    },
  });
  process.on('message', ({ count }: { count: number }) => {
    awaited = count;
    void addJobs(url, count);
  });
  process.on('disconnect', () => void runner.stop().then(() => process.exit(0)));
  process.send?.('ready');
}

async function addJobs(url: string, count: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(
    `select graphile_worker.add_jobs(array(
       select json_populate_record(null::graphile_worker.job_spec, json_build_object('identifier', $1::text, 'payload', json_build_object('id', i)))
       from generate_series(1, $2::int) i))`,
    [identifier, count],
  );
  await client.end();
}

process.on('disconnect', () => setTimeout(() => process.exit(0), 5_000).unref());
await main(process.argv[2] ?? '', process.argv[3]);
