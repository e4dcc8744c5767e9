/** Bugs put into a copy of the books of a run that passed, each with the line of the report that must see it. */
import { escapeIdentifier, type Client } from 'pg';
import { parseProviderReference, providerReference } from '../../src/providers/references.ts';
import { readEvidence, type ProviderBooks, type Sources } from '../../torture/check/evidence.ts';
import { judge } from '../../torture/check/judge.ts';
import type { LineName } from '../../torture/check/lines.ts';
import type { ApprovalTold, Told } from '../../torture/told.ts';
import { withClient } from '../../torture/postgres.ts';
import { sourcesOf } from '../../torture/run.ts';
import type { Scene } from '../../torture/scene.ts';
import { databaseUrl } from '../kit/test-server.ts';

export interface PlantedBug {
  readonly name: string;
  readonly line: LineName;
  /** As the owner of a copy of the database. */
  readonly sql?: string;
  readonly inInbox?: (told: readonly Told[]) => Told[];
  readonly inApprovals?: (told: readonly ApprovalTold[]) => ApprovalTold[];
  /** Outside the gateway, at the bank itself; stays for the bugs after it. */
  readonly atBank?: (scene: Scene) => Promise<void>;
}

const anyPaid = `(select payout_id from payouts where status = 'succeeded' and contract <> 'xprizo' order by payout_id limit 1)`;
const itsMerchant = `(select merchant_id from payouts where status = 'succeeded' and contract <> 'xprizo' order by payout_id limit 1)`;
const anyReceived = `(select payin_id from payins where status = 'succeeded' and contract <> 'xprizo' order by payin_id limit 1)`;
const anyCharged = `(select payin_id from payins where status = 'succeeded' and method = 'card' order by payin_id limit 1)`;
const anySent = `(select transfer_id from transfers where status = 'booked' and kind <> 'exchange' order by transfer_id limit 1)`;
const anyUnpaid = `(select payin_id from payins where status in ('failed', 'expired') and contract <> 'xprizo' order by payin_id limit 1)`;

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'an acknowledged payout is deleted',
    line: 'acknowledged and missing',
    sql: `delete from payouts where payout_id = ${anyPaid}`,
  },
  {
    name: 'money appears in a wallet',
    line: 'ledger sum per currency',
    sql: `update accounts set posted_minor = posted_minor + 1 where ruled and merchant_id = ${itsMerchant}`,
  },
  {
    name: 'a journal is lost',
    line: 'balance drift',
    sql: `delete from journals where kind = 'post' and subject_id = ${anyPaid}`,
  },
  {
    name: 'a hold outlives its payout',
    line: 'holds without a live payment',
    sql: `insert into journals select merchant_id, account, journal_no + 1000000, 'reserve', currency,
        gen_random_uuid(), 'payout.created', null, debits, credits, amounts_minor, recorded_at
      from journals where kind = 'reserve' and subject_id = ${anyPaid}`,
  },
  {
    name: 'a change is committed without its webhook',
    line: 'committed changes with no event',
    sql: `delete from outbox where topic = 'webhook' and subject_id = ${anyPaid}`,
  },
  {
    name: 'a payout is never taken up again',
    line: 'not final after calm',
    sql: `update payouts set status = 'processing' where payout_id = ${anyPaid}`,
  },
  {
    name: 'a time-out is taken for a failure',
    line: 'paid but failed',
    sql: `update payouts set status = 'failed', utr = null where payout_id = ${anyPaid}`,
  },
  {
    name: 'another UTR is booked',
    line: 'books that disagree',
    sql: `update payouts set utr = '000000000000' where payout_id = ${anyPaid}`,
  },
  {
    name: 'a payout is made that nobody asked for',
    line: 'books that disagree',
    sql: `update payouts set reference = 'unasked' where payout_id = ${anyPaid}`,
  },
  {
    name: 'the last webhook is never delivered',
    line: 'merchants told otherwise',
    inInbox: (told) => told.filter(({ id }) => id !== told.at(-1)?.id),
  },
  {
    name: 'a webhook says another status',
    line: 'merchants told otherwise',
    inInbox: (told) =>
      told.map((one, index) => (index === 0 ? { ...one, status: 'Reversed' } : one)),
  },
  {
    name: 'an acknowledged pay-in is deleted',
    line: 'acknowledged and missing',
    sql: `delete from payins where payin_id = ${anyReceived}`,
  },
  {
    name: 'what customers paid for a pay-in is forgotten',
    line: 'books that disagree',
    sql: `delete from payin_facts where payin_id = ${anyReceived}`,
  },
  {
    name: 'a pay-in that was paid is called expired',
    line: 'paid but failed',
    sql: `update payins set status = 'expired', received_minor = 0 where payin_id = ${anyReceived}`,
  },
  {
    name: 'a pay-in that nobody paid never ends',
    line: 'not final after calm',
    sql: `update payins set status = 'created' where payin_id = ${anyUnpaid}`,
  },
  {
    name: 'a pay-in changes without a webhook',
    line: 'committed changes with no event',
    sql: `delete from outbox where topic = 'webhook' and subject_id = ${anyReceived}`,
  },
  {
    name: 'a webhook of XPayout says another sum',
    line: 'merchants told otherwise',
    inInbox: (told) => told.map((one) => (one.version === null ? { ...one, gross: '1.00' } : one)),
  },
  {
    name: 'an acknowledged transfer is deleted',
    line: 'acknowledged and missing',
    sql: `delete from transfers where transfer_id = ${anySent}`,
  },
  {
    name: 'money that was sent does not arrive',
    line: 'ledger sum per currency',
    sql: `delete from journals where subject_id = ${anySent} and 'in_transit:' || currency = any (debits)`,
  },
  {
    name: 'a payment by card is forgotten',
    line: 'books that disagree',
    sql: `delete from payin_facts where payin_id = ${anyCharged}`,
  },
  {
    name: 'the outcome of a deposit is promised to nobody',
    line: 'committed changes with no event',
    sql: `delete from outbox where topic = 'webhook' and subject_version > 1 and subject_id = ${anyCharged}`,
  },
  {
    name: 'an outcome of Xprizo is told before its New',
    line: 'merchants told otherwise',
    inApprovals: (told) => told.toReversed(),
  },
  {
    name: 'held money goes although its creator refused',
    line: 'merchants told otherwise',
    inApprovals: (told) =>
      told.map((one) => (one.answered === 200 ? { ...one, answered: 409 } : one)),
  },
  {
    name: 'a payment of a customer is given back twice',
    line: 'doubled at the bank',
    atBank: giveBackTwice,
  },
  {
    name: 'a payout is sent again under a new reference',
    line: 'doubled at the bank',
    atBank: payAgain,
  },
];

/** The lines that are not zero with the bug in place. `before`: the books of the providers without any. */
export async function seenBy(
  scene: Scene,
  bug: PlantedBug,
  before: ProviderBooks,
): Promise<LineName[]> {
  await bug.atBank?.(scene);
  const books = bug.atBank === undefined ? before : undefined;
  const sources = sourcesOf(scene);
  const { inApprovals, inInbox } = bug;
  const { forged } = sources.inbox;
  const told = sources.inbox.read();
  const approvals = sources.inbox.readApprovals();
  const inbox: Sources['inbox'] = {
    forged,
    read: () => inInbox?.(told) ?? told,
    readApprovals: () => inApprovals?.(approvals) ?? approvals,
  };
  const linesOf = async (databaseUrl: string): Promise<LineName[]> => {
    const lines = judge(await readEvidence({ ...sources, databaseUrl, inbox }, books));
    return lines.filter(({ findings }) => findings.length > 0).map(({ name }) => name);
  };
  const { sql } = bug;
  if (sql === undefined) return linesOf(sources.databaseUrl);
  return onCopy(sources.databaseUrl, async (copyUrl) => {
    await withClient(copyUrl, async (client) => {
      const { rowCount } = await client.query(sql);
      if (rowCount === 0) throw new Error(`Nothing to plant: ${bug.name}`);
    });
    return linesOf(copyUrl);
  });
}

async function giveBackTwice({ deployment }: Scene): Promise<void> {
  const { bank } = deployment;
  const payment = (await bank.collections()).find(
    ({ status, refunds }) => status === 'RECEIVED' && refunds === 0,
  );
  if (payment === undefined) throw new Error('Nothing was paid in.');
  const { paymentId } = payment;
  for (const refundId of ['planted-1', 'planted-2'])
    await bank.refund({ refundId, paymentId, amount: '1.00', currency: 'INR' });
}

async function payAgain(scene: Scene): Promise<void> {
  const { bank } = scene.deployment;
  const paid = (await bank.book()).find(({ moneyMoved }) => moneyMoved);
  const parts = parseProviderReference(paid?.reference ?? '');
  if (paid === undefined || parts === undefined) throw new Error('Nothing was paid.');
  await bank.transfer({
    reference: providerReference(parts.merchantNo, parts.payoutId, 99),
    amount: paid.amount,
    currency: 'INR',
    rail: 'IMPS',
    beneficiary: { name: 'Ravi Kumar', accountNumber: '5000000000001', ifsc: 'ABCD0123456' },
  });
  for (let tries = 0; tries < 100; tries++) {
    const again = (await bank.book()).at(-1);
    if (again?.moneyMoved === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The second payment was not made.');
}

async function onCopy<T>(url: string, work: (copyUrl: string) => Promise<T>): Promise<T> {
  const name = new URL(url).pathname.slice(1);
  const adminUrl = databaseUrl(url, 'postgres');
  const admin = <R>(run: (client: Client) => Promise<R>): Promise<R> => withClient(adminUrl, run);
  // PostgreSQL copies a database only while nobody is connected to it.
  await admin(async (client) => {
    await client.query(`drop database if exists planted`);
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`,
      [name],
    );
    await client.query(`create database planted template ${escapeIdentifier(name)}`);
  });
  try {
    return await work(databaseUrl(url, 'planted'));
  } finally {
    await admin((client) => client.query('drop database if exists planted with (force)'));
  }
}
