/** A console with months of business behind it and an operator at the door, for whoever wants to look at its pages. */
import { openPool, type Pool } from '../src/db/connection.ts';
import { newId, type MerchantId } from '../src/kit/ids.ts';
import { fundWallet } from '../src/merchants/fund-wallet.ts';
import { createMerchant } from '../src/merchants/create-merchant.ts';
import { liftedLimits } from '../src/merchants/merchant.ts';
import { completeSettlement } from '../src/settlements/end-settlement.ts';
import { approveSettlement, rejectSettlement } from '../src/settlements/judge-settlement.ts';
import { recordTransfer } from '../src/settlements/record-transfer.ts';
import { requestSettlement } from '../src/settlements/request-settlement.ts';
import type { SettlementId } from '../src/settlements/settlement.ts';
import { rollUp } from '../src/views/roll-up.ts';
import { fillHistory } from '../bench/history.ts';
import { benchFees } from '../bench/seed.ts';
import { openConsoleWorld, type ConsoleWorld } from '../test/console/console-kit.ts';
import { settle } from '../test/console/id-makers.ts';
import { insertKnown, knownAt } from '../test/views/payments-world.ts';
import { operatorSignedIn, type SignedIn } from '../test/support/console.ts';

export interface Stage extends ConsoleWorld {
  readonly operator: SignedIn;
  /** Addresses of its pages, below the site. */
  readonly paths: readonly string[];
  close(): Promise<void>;
}

const merchants = 24;
const zone = 'Asia/Kolkata';

export async function openStage(payouts = 20_000): Promise<Stage> {
  const ends: (() => Promise<void>)[] = [];
  const world = await openConsoleWorld({ after: (end) => ends.push(end) });
  const nowMs = Date.now() - 181 * 86_400_000;
  for (let nth = 0; nth < merchants; nth += 1) {
    const merchantId = newId<'merchant'>(nowMs);
    const name = `Merchant ${String(nth)}`;
    const making = { merchantId, name, environment: 'sandbox', actor: 'stage', nowMs } as const;
    await createMerchant(world.pool, { ...making, fees: benchFees, limits: liftedLimits });
    const money = { minor: 5_000_000_000_00n, currency: 'INR' } as const;
    const fundingId = newId<'funding'>(nowMs);
    await fundWallet(world.pool, {
      actor: 'test',
      merchantId,
      fundingId,
      money,
      at: new Date(nowMs),
    });
  }
  await fillHistory(world.url, { payouts, withBigMerchant: true, among: merchants - 1 });
  for (const statement of beside) await world.pool.query(statement);
  const worker = openPool(world.url, 'stage', 1, 'batch');
  await rollUp(worker, zone, new Date());
  await worker.end();
  const operator = await operatorSignedIn(world.pool);
  const { rows } = await world.pool.query<{ merchant_id: string; payout_id: string }>(
    `select merchant_id, payout_id from payouts where status = 'reversed' order by payout_id desc limit 1`,
  );
  const { merchant_id: merchantId = '', payout_id: payoutId = '' } = rows[0] ?? {};
  const settlementId = await settleSome(world.pool, merchantId as MerchantId);
  const { rows: paid } = await world.pool.query<{ merchant_id: string; payin_id: string }>(
    'select merchant_id, payin_id from payins order by payin_id limit 1',
  );
  const transferId = await transferOf(world.pool, merchantId as MerchantId);
  return {
    ...world,
    operator,
    paths: [
      '/overview',
      '/overview?period=month',
      '/payments',
      `/payments/${merchantId}/payout/${payoutId}`,
      `/payments/${paid[0]?.merchant_id ?? ''}/payin/${paid[0]?.payin_id ?? ''}`,
      `/payments/${merchantId}/transfer/${transferId}`,
      '/shelf',
      '/settlements',
      `/settlements/${merchantId}/${settlementId}`,
      '/ledger',
      '/ledger?tab=accounts',
      '/ledger?tab=proofs',
      `/ledger/${merchantId}/wallet:INR`,
      `/ledger/${merchantId}/wallet:INR/41`,
      '/merchants',
      ...['overview', 'access', 'terms', 'credentials', 'webhook', 'team'].map(
        (part) => `/merchants/${merchantId}?part=${part}`,
      ),
      '/terms',
      '/approvals',
      '/switches',
      '/people',
      '/audit',
      '/security',
    ],
    close: async () => {
      for (const end of ends) await end();
    },
  };
}

/** One that is done, to another merchant. */
async function transferOf(pool: Pool, merchantId: MerchantId): Promise<string> {
  const others = await pool.query<{ merchant_id: MerchantId }>(
    'select merchant_id from merchants where merchant_id <> $1 order by merchant_no limit 1',
    [merchantId],
  );
  const one = knownAt(1_202, [merchantId, ...others.rows.map((row) => row.merchant_id)]);
  const [status, method] = ['booked', 'send'];
  await insertKnown(pool, [
    { ...one, merchantId, kind: 'transfer', status, method, currency: 'INR' },
  ]);
  return one.id;
}

/** One of each state; resolves to the one that was sent. */
async function settleSome(pool: Pool, merchantId: MerchantId): Promise<string> {
  const made = [(await settle(pool, merchantId)) as SettlementId];
  for (let nth = 1; nth < 5; nth += 1) {
    const [settlementId, at] = [newId<'settlement'>(Date.now()), new Date()];
    const about = { merchantId, settlementId, by: 'asha', at };
    const amountMinor = BigInt(nth) * 1_37_500_00n;
    await requestSettlement(pool, { ...about, amountMinor, address: 'HDFC0000001/1234567890' });
    made.push(settlementId);
  }
  const step = (nth: number) => {
    const settlementId = made[nth];
    if (settlementId === undefined) throw new Error('There is no such settlement.');
    return { merchantId, settlementId, by: 'ravi', at: new Date() };
  };
  await rejectSettlement(pool, step(0), 'asked for twice');
  for (const nth of [1, 2, 3]) await approveSettlement(pool, step(nth));
  for (const nth of [2, 3]) {
    const about = step(nth);
    const reference = `HDFCN5202611260${String(nth)}`;
    await recordTransfer(pool, about, { reference, sentAt: about.at });
  }
  await completeSettlement(pool, step(3));
  return step(2).settlementId;
}

// Names as merchants have them, the attempts behind the payouts, and customers who paid in the last week.
const beside: readonly string[] = [
  `update merchants m set name = w.names[1 + n % cardinality(w.names)] || ' ' || w.trades[1 + n % cardinality(w.trades)]
   from (select merchant_id, row_number() over (order by merchant_no)::int as n from merchants) k,
     (select array['Asha', 'Deccan', 'Kaveri', 'Malabar', 'Sahyadri', 'Narmada', 'Lotus'] as names,
        array['Traders', 'Exports', 'Foods', 'Travels', 'Textiles'] as trades) w
   where m.merchant_id = k.merchant_id`,
  `insert into payout_attempts (merchant_id, payout_id, attempt_no, provider, provider_reference, rail, rail_reason,
     state, not_found_count, enquiry_count, started_at, updated_at)
   select merchant_id, payout_id, 1, 'sandbox-bank', 'HX' || transaction_number, 'IMPS', 'amount',
     case status when 'failed' then 'rejected' when 'processing' then 'unknown' else 'succeeded' end, 0, 0,
     created_at, created_at + interval '4 seconds'
   from payouts where status <> 'queued'`,
  `insert into payins (merchant_id, payin_id, version, status, status_reason, contract, transaction_number, reference,
     currency, amount_minor, fee_minor, gst_minor, plan_basis_points, plan_flat_minor, plan_minimum_minor,
     plan_gst_basis_points, provider, provider_reference, payee_vpa, expires_at, received_minor, created_at, updated_at, method)
   select merchant_id, ('019b0000-0000-7000-8000-' || lpad(to_hex(row_number() over ()), 12, '0'))::uuid, 2,
     'succeeded', 'paid', 'xpayout', 'GW' || n || merchant_no, 'ORDER-' || n, 'INR', 90000 + n * 7919 % 900000, 0, 0, 0, 0, 0, 0,
     'sandbox-upi', 'UP' || n || merchant_no, 'hundi@sandbox', at + interval '15 minutes',
     90000 + n * 7919 % 900000, at - interval '40 seconds', at, 'upi'
   from merchants, generate_series(1, 120) n,
     lateral (select now() - n * interval '84 minutes' - merchant_no % 50 * interval '71 seconds' as at) t`,
  `insert into payin_facts (merchant_id, payin_id, fact_key, provider, payment_id, source, kind, amount_minor,
     fee_minor, gst_minor, verdict, seen_at)
   select merchant_id, payin_id, 'again', provider, 'PAID-AGAIN', 'callback', 'received', amount_minor, 0, 0, 'held',
     now() - interval '3 hours'
   from payins order by payin_id limit 2`,
  `insert into cases (merchant_id, case_id, payout_id, code, details, opened_at)
   select merchant_id, gen_random_uuid(), payin_id, 'paid_again', '{"paymentId": "PAID-AGAIN"}', seen_at
   from payin_facts where fact_key = 'again' limit 1`,
  `insert into payin_history
   select merchant_id, payin_id, 1, null, 'created', 'accepted', created_at from payins
   union all select merchant_id, payin_id, 2, 'created', 'succeeded', 'paid', updated_at from payins`,
  `insert into journals
   select p.merchant_id, 'wallet:INR', a.journal_count + row_number() over (partition by p.merchant_id order by p.updated_at),
     'record', 'INR', p.payin_id, 'credited:' || p.provider_reference, null, array['payin_clearing:INR'],
     array['wallet:INR'], array[p.received_minor], p.updated_at
   from payins p join accounts a on a.merchant_id = p.merchant_id and a.account = 'wallet:INR'`,
  `update accounts a set posted_minor = posted_minor + paid, journal_count = journal_count + journals
   from (select merchant_id, sum(received_minor)::bigint as paid, count(*) as journals from payins group by 1) p
   where a.merchant_id = p.merchant_id and a.account = 'wallet:INR'`,
];
