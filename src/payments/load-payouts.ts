/** Reads payouts with all that a resolution needs, behind the lock of their wallets. */
import type pg from 'pg';
import { arrayLiteral } from '../db/columns.ts';
import { attemptColumns, attemptOf, type Attempt, type AttemptRow } from './attempt.ts';
import { payoutColumns, payoutOf, type PayoutRow } from './payout-rows.ts';
import type { LoadedPayout, StrayFact } from './resolve-state.ts';
import { loadXprizoBeside, type XprizoBeside } from './xprizo-beside.ts';

const wanted = '(select unnest($1::uuid[]) as merchant_id, unnest($2::uuid[]) as payout_id) as r';

const selectPayouts = {
  name: 'resolve_payouts',
  text: `select ${payoutColumns}, o.lease_id, o.state as promise_state,
      d.reference_id, d.order_id is not null as is_order, e.endpoint_id as order_endpoint_id
    from ${wanted}
    join payouts p on p.merchant_id = r.merchant_id and p.payout_id = r.payout_id
    left join outbox o on o.merchant_id = r.merchant_id and o.outbox_id = r.payout_id
    left join orders d on d.merchant_id = r.merchant_id and d.order_id = r.payout_id
    left join webhook_endpoints e on e.merchant_id = d.merchant_id and e.url = d.callback_url
      and e.scope = 'order' and e.status = 'active'`,
};

const selectAttempts = {
  name: 'resolve_attempts',
  text: `select ${attemptColumns} from ${wanted}
    join payout_attempts a on a.merchant_id = r.merchant_id and a.payout_id = r.payout_id
    order by a.attempt_no`,
};

const selectFacts = {
  name: 'resolve_facts',
  text: `select f.merchant_id, f.payout_id, f.fact_key from ${wanted}
    join provider_facts f on f.merchant_id = r.merchant_id and f.payout_id = r.payout_id`,
};

type Row = PayoutRow & {
  lease_id: string | null;
  promise_state: string | null;
  reference_id: string | null;
  is_order: boolean;
  order_endpoint_id: string | null;
};

interface FactRow {
  merchant_id: string;
  payout_id: string;
  fact_key: string;
}

export async function loadPayouts(
  client: pg.ClientBase,
  keys: readonly { readonly merchantId: string; readonly payoutId: string }[],
): Promise<{ payouts: LoadedPayout[]; strayFacts: StrayFact[] }> {
  const distinct = [...new Map(keys.map((key) => [key.payoutId, key])).values()];
  const values = [
    arrayLiteral(distinct.map(({ merchantId }) => merchantId)),
    arrayLiteral(distinct.map(({ payoutId }) => payoutId)),
  ];
  const transactions = distinct.map(({ merchantId, payoutId: transactionId }) => ({
    merchantId,
    transactionId,
  }));
  const [payouts, attempts, facts, beside] = await Promise.all([
    client.query<Row>({ ...selectPayouts, values }),
    client.query<AttemptRow>({ ...selectAttempts, values }),
    client.query<FactRow>({ ...selectFacts, values }),
    loadXprizoBeside(client, transactions),
  ]);
  const attemptsOf = group(attempts.rows.map(attemptOf), (attempt: Attempt) => attempt.payoutId);
  const factsOf = group(facts.rows, (row) => row.payout_id);
  const known = new Set(payouts.rows.map((row) => row.payout_id));
  return {
    payouts: payouts.rows.map((row) => ({
      payout: payoutOf(row),
      attempts: attemptsOf.get(row.payout_id) ?? [],
      factKeys: new Set((factsOf.get(row.payout_id) ?? []).map((fact) => fact.fact_key)),
      leaseId: row.lease_id,
      promiseOpen: row.promise_state === 'due' || row.promise_state === 'leased',
      ...(row.is_order && {
        order: { referenceId: row.reference_id, endpointId: row.order_endpoint_id },
      }),
      ...withXprizo(beside.get(row.payout_id)),
    })),
    strayFacts: facts.rows.filter((row) => !known.has(row.payout_id)).map(strayFactOf),
  };
}

function withXprizo(xprizo: XprizoBeside | undefined): Pick<LoadedPayout, 'xprizo'> {
  return xprizo === undefined ? {} : { xprizo };
}

function strayFactOf(row: FactRow): StrayFact {
  return { merchantId: row.merchant_id, payoutId: row.payout_id, factKey: row.fact_key };
}

function group<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const list = groups.get(keyOf(item));
    if (list === undefined) groups.set(keyOf(item), [item]);
    else list.push(item);
  }
  return groups;
}
