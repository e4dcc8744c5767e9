/** The stage on which the rows of the matrix of statuses are played, and what is seen of each afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatMoney } from '../../../src/kit/money.ts';
import { walletBalance } from '../../../src/ledger/wallet-balance.ts';
import { setProfileWebhook } from '../../../src/merchants/profiles.ts';
import type { WalletCurrency } from '../../../src/merchants/wallets.ts';
import type { DepositWorld, Json, Shop } from './deposit-world.ts';

/** One row has a shop, a person and a reference of its own, so that rows do not meet. */
export interface Stage {
  readonly world: DepositWorld;
  readonly shop: Shop;
  /** On the other side of transfers. */
  readonly person: Shop;
  readonly reference: string;
  /** Of the customer, or of whom is paid. */
  readonly mobile: string;
  readonly currency: WalletCurrency;
  /** The answer to what was asked for first. */
  answer: Json;
}

/** What is answered, in a word: the status, what waits or is booked, or why it was refused. */
export type Ask = (stage: Stage) => Promise<string>;
export type Step = (stage: Stage) => Promise<void>;

export interface Seen {
  readonly code: number;
  readonly hasKey: boolean;
  readonly value: string;
  /** Approval webhooks, oldest first. */
  readonly told: string;
  /** What the merchant's accounts say, and `held`; zeros and `funding` are left out. */
  readonly books: string;
}

let staged = 0;

export async function stageFor(
  world: DepositWorld,
  currency: WalletCurrency,
  fundMinor: bigint,
): Promise<Stage> {
  const number = String((staged += 1));
  const shop = await world.shop(fundMinor === 0n ? {} : { [currency]: fundMinor });
  const person = await world.shop();
  const mobile = `+2547${number.padStart(8, '0')}`;
  const reference = `ROW-${number}`;
  return { world, shop, person, reference, mobile, currency, answer: {} };
}

/** What has a webhook that is none of the shared inbox. */
export async function hearAt(
  { world, shop }: Stage,
  kind: 'payment' | 'request_payment',
  url: string,
) {
  const change = { merchantId: shop.merchantId, actor: 'test', nowMs: Date.now() };
  await setProfileWebhook(world.app.pool, change, kind, url);
}

/** Once Status says `ends` and nothing waits to be told or given back. */
export async function seenOf(stage: Stage, ends: string): Promise<Seen> {
  const { world, shop, currency, reference } = stage;
  const shown = await untilStatus(stage, ends);
  await untilQuiet(stage);
  return {
    code: shown['statusCode'] as number,
    hasKey: shown['key'] !== '',
    value: String(shown['value']),
    told: (await world.heard(reference, 0)).map(({ status }) => String(status)).join(', '),
    books: await booksOf(world, shop, currency),
  };
}

export function askStatus({ world, shop, currency, reference }: Stage): Promise<Json> {
  const { walletNo } = shop.wallet(currency);
  const path = `/Transaction/Status/${String(walletNo)}/?reference=${reference}`;
  return world.call(shop, 'GET', path).then(({ body }) => body);
}

/** What is due some time later is due now: nobody waits for the clock. */
export async function untilStatus(stage: Stage, isSo: string): Promise<Json> {
  const { status: _, ...last } = await askStatus(stage);
  let shown: Json = last;
  for (let tries = 0; tries < 900; tries += 1) {
    shown = await askStatus(stage);
    if (shown['status'] === isSo) return shown;
    if (tries % 10 === 5) await hurry(stage);
    await sleep(100);
  }
  throw new Error(`${stage.reference} is ${JSON.stringify(shown)}.`);
}

export async function hurry({ world, shop, person }: Stage): Promise<void> {
  await world.app.pool.query(
    `update outbox set due_at = now() where merchant_id = any ($1) and state = 'due' and due_at > now()`,
    [[shop.merchantId, person.merchantId]],
  );
}

/** No webhook, no refund and no second commit of a transfer is open; what waits for the payer may wait. */
async function untilQuiet(stage: Stage): Promise<void> {
  const { world, shop, person } = stage;
  for (let tries = 0; tries < 900; tries += 1) {
    const { rows } = await world.app.pool.query(
      `select 1 from outbox o where o.merchant_id = any ($1) and o.state in ('due', 'leased')
       and (o.topic in ('webhook', 'refund') or o.topic = 'transfer' and not exists (
         select 1 from transfers t where t.merchant_id = o.merchant_id
           and t.transfer_id = o.subject_id and t.status = 'pending'))`,
      [[shop.merchantId, person.merchantId]],
    );
    if (rows.length === 0) return;
    if (tries % 10 === 5) await hurry(stage);
    await sleep(100);
  }
  throw new Error(`Something about ${stage.reference} is still promised.`);
}

async function booksOf(
  { app }: DepositWorld,
  { merchantId }: Shop,
  currency: WalletCurrency,
): Promise<string> {
  const { rows } = await app.pool.query<{ account: string; minor: string }>(
    `select split_part(account, ':', 1) as account, sum(minor)::text as minor from (
       select credit_account as account, amount_minor as minor from postings
         where merchant_id = $1 and kind in ('post', 'record', 'reverse')
       union all
       select debit_account, -amount_minor from postings
         where merchant_id = $1 and kind in ('post', 'record', 'reverse')
     ) legs where account like '%:' || $2 and account <> 'funding:' || $2
     group by 1 having sum(minor) <> 0 order by 1`,
    [merchantId, currency],
  );
  const balance = await walletBalance(app.pool, merchantId, currency);
  const all = [...rows, { account: 'held', minor: String(balance?.heldMinor ?? 0n) }];
  return all
    .filter(({ minor }) => minor !== '0')
    .map(({ account, minor }) => `${account} ${formatMoney({ minor: BigInt(minor), currency })}`)
    .join(', ');
}
