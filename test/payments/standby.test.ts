/** What a commit is worth while the synchronous standby is away. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CommitInDoubt, commitOf } from '../../src/db/commit.ts';
import { openPool } from '../../src/db/connection.ts';
import { DomainError } from '../../src/kit/errors.ts';
import { newId } from '../../src/kit/ids.ts';
import { fundWallet } from '../../src/merchants/fund-wallet.ts';
import { openGateway } from './gateway.ts';

/** Ends or cancels, at once, whoever waits for the standby. */
type End = 'pg_terminate_backend' | 'pg_cancel_backend';

async function withoutStandby(t: TestContext) {
  const gateway = await openGateway(t);
  const database = new URL(gateway.url).pathname.slice(1);
  const merchantId = await gateway.merchant(1_000_00n);
  const owner = new pg.Client({ connectionString: gateway.url });
  owner.on('error', () => undefined);
  await owner.connect();
  await owner.query(`alter database ${database} set synchronous_commit = on`);
  const setStandby = async (name: string) => {
    await owner.query(`alter system set synchronous_standby_names = '${name}'`);
    await owner.query('select pg_reload_conf()');
    await sleep(300);
  };
  const endWaiting = async (end: End): Promise<number> => {
    const { rowCount } = await owner.query(
      `select ${end}(pid) from pg_stat_activity where wait_event = 'SyncRep' and datname = $1`,
      [database],
    );
    return rowCount ?? 0;
  };
  const untilOneWaited = async (end: End) => {
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await endWaiting(end)) > 0) return;
      await sleep(30);
    }
    throw new Error('Nobody waits for the standby.');
  };
  const come = async () => {
    await setStandby('');
    await owner.end();
  };
  await setStandby('mumbai2');
  return { gateway, merchantId, untilOneWaited, come };
}

const isUnavailable = (error: unknown) =>
  error instanceof DomainError && error.code === 'service.unavailable';

test('a payout whose COMMIT was lost while it waited for the standby is not called made before the standby has it', async (t) => {
  const { gateway, merchantId, untilOneWaited, come } = await withoutStandby(t);
  try {
    let said = 'nothing';
    const answer = gateway
      .lane()
      .submit(gateway.order(merchantId))
      .then(
        ({ kind }) => (said = kind),
        () => (said = 'refused'),
      );
    await untilOneWaited('pg_terminate_backend');
    await sleep(1_500);
    assert.equal(said, 'nothing', 'it waits for the standby');
    await come();
    assert.equal(await answer, 'created', 'the standby is no longer asked for');
  } finally {
    await come().catch(() => undefined);
  }
});

test('money is not called booked when the wait for the standby was cancelled', async (t) => {
  const { gateway, merchantId, untilOneWaited, come } = await withoutStandby(t);
  // Its connections come after the database was told to wait.
  const pool = openPool(gateway.url, 'funding', 1);
  try {
    const nowMs = Date.now();
    const money = { minor: 100n, currency: 'INR' } as const;
    const funded = assert.rejects(
      fundWallet(pool, {
        actor: 'test',
        ...{ merchantId, fundingId: newId(nowMs), money, at: new Date(nowMs) },
      }),
      isUnavailable,
    );
    await untilOneWaited('pg_cancel_backend');
    await funded;
  } finally {
    await come();
    await pool.end();
  }
});

test('a warning at the COMMIT is heard in whatever language the server gives it', async () => {
  class GermanServer extends EventEmitter {
    query() {
      this.emit('notice', { severity: 'WARNUNG', code: '01000' });
      return Promise.resolve({ command: 'COMMIT' });
    }
  }
  await assert.rejects(commitOf(new GermanServer() as unknown as pg.Client), CommitInDoubt);
});
