/** A gateway that listens, with its night shift, and the sandbox bank beside it that calls it back. */
import { createHmac } from 'node:crypto';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { openGateway } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createSandboxBank } from '../../src/providers/sandbox-bank/sandbox-bank.ts';
import { freePort } from '../../torture/free-port.ts';
import { isShardedRun } from '../kit/test-server.ts';
import { openGateway as openBooks, type Gateway as Books } from '../payments/gateway.ts';
import { bankFolder, RunningBank, SECRET, type Json } from '../sandbox-bank/bank-process.ts';
import { startDatabaseWire, type DatabaseWire } from './database-wire.ts';

export interface Scene extends Books {
  readonly bank: RunningBank;
  readonly wire: DatabaseWire;
  readonly merchantId: string;
  /** Pays to an account that the bank treats so; resolves to the payout's id. */
  payUnder(behaviour: string, more?: Json): Promise<string>;
  /** Waits until the payout has this status. */
  ends(payoutId: string, status: string): Promise<void>;
  /** Posts what a bank would, signed with its secret unless the headers say otherwise. */
  post(
    body: string,
    signed?: { secret?: string; ageSeconds?: number; encoding?: string },
  ): Promise<Response>;
  /** Callbacks that were refused because the database was away. */
  refusedCallbacks(): number;
}

export async function openScene(t: TestContext): Promise<Scene> {
  const books = await openBooks(t);
  const port = await freePort();
  const callbackUrl = `http://127.0.0.1:${port}/callbacks/sandbox-bank`;
  const folder = bankFolder();
  const settings = { BANK_CALLBACK_URL: callbackUrl, BANK_CALLBACK_SECRET: SECRET };
  const bank = await RunningBank.start(folder.dataDir, settings);
  const wire = await startDatabaseWire(books.url);
  let refused = 0;
  const count = (line: string) => {
    if (line.includes('service.unavailable') && line.includes('/callbacks/')) refused += 1;
  };
  const provider = createSandboxBank({
    url: bank.url,
    apiKey: 'api-key',
    callbackSecret: SECRET,
    submitTimeoutMs: 8_000,
    enquireTimeoutMs: 2_000,
  });
  const gateway = await openGateway({
    config: { ...readConfig({}), port, commitScope: isShardedRun ? 'merchant' : 'node' },
    databaseUrl: wire.url,
    // However slow the machine is, no statement tells what a callback is to tell here.
    provider: { ...provider, statement: (after) => Promise.resolve({ news: [], next: after }) },
    log: pino({ level: 'warn' }, { write: count }),
  });
  await gateway.listen();
  t.after(async () => {
    await gateway.close();
    await wire.stop();
    await bank.stop();
    folder.remove();
  });
  const merchantId = await books.merchant(1_00_000_00n);
  let accounts = 20_000_000;
  return {
    ...books,
    bank,
    wire,
    merchantId,
    refusedCallbacks: () => refused,
    payUnder: async (behaviour, more = {}) => {
      const beneficiaryAccountNumber = String((accounts += 1));
      await bank.rule(beneficiaryAccountNumber, behaviour, more);
      const order = books.order(merchantId, { beneficiaryAccountNumber });
      await books.lane().submit(order);
      return order.payoutId;
    },
    ends: async (payoutId, status) => {
      for (let tries = 0; ; tries += 1) {
        const { rows } = await books.pool.query<{ status: string }>(
          'select status from payouts where payout_id = $1',
          [payoutId],
        );
        if (rows[0]?.status === status) return;
        if (tries === 300) throw new Error(`It is ${rows[0]?.status}, never ${status}.`);
        await sleep(30);
      }
    },
    post: (body, { secret = SECRET, ageSeconds = 0, encoding } = {}) => {
      const timestamp = String(Math.floor(Date.now() / 1_000) - ageSeconds);
      const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
      return fetch(callbackUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-bank-timestamp': timestamp,
          'x-bank-signature': signature,
          ...(encoding !== undefined && { 'content-encoding': encoding }),
        },
        body,
      });
    },
  };
}

/** What is booked of one payout, as short lines. */
export async function storyOf({ pool }: Books, payoutId: string) {
  const lines = async (sql: string) => {
    const { rows } = await pool.query<{ line: string }>(sql, [payoutId]);
    return rows.map(({ line }) => line);
  };
  return {
    history: await lines(
      'select to_status as line from payout_changes where payout_id = $1 order by version',
    ),
    facts: await lines(
      `select source || ' ' || kind || ' ' || verdict as line from provider_facts
       where payout_id = $1 order by seen_at, fact_key`,
    ),
    journals: await lines(
      'select kind as line from journals where subject_id = $1 order by journal_no',
    ),
    cases: await lines('select code as line from cases where payout_id = $1 order by opened_at'),
  };
}

/** The reference under which the bank knows the payout, once it does. */
export async function referenceOf({ pool }: Books, payoutId: string): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { rows } = await pool.query<{ reference: string }>(
      `select provider_reference as reference from payout_attempts
       where payout_id = $1 and state <> 'submitting'`,
      [payoutId],
    );
    if (rows[0] !== undefined) return rows[0].reference;
    await sleep(20);
  }
  throw new Error('The payout was never answered by the bank.');
}
