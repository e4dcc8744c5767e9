/** Reads pay-ins with all that a decision needs, behind the lock of their wallets. */
import type pg from 'pg';
import { arrayLiteral, insertStatement, type Columns } from '../db/columns.ts';
import type { PayinFact, PayinFactKind, PayinVerdict } from './payin-fact.ts';
import { payinColumns, payinOf, type PayinRow } from './payin-rows.ts';
import type { LoadedPayin } from './payin-state.ts';
import { loadXprizoBeside } from './xprizo-beside.ts';

interface FactRow {
  merchant_id: string;
  payin_id: string;
  fact_key: string;
  provider: string;
  payment_id: string;
  source: string;
  kind: string;
  amount_minor: bigint;
  fee_minor: bigint;
  gst_minor: bigint;
  utr: string | null;
  payer_vpa: string | null;
  code: string | null;
  message: string | null;
  verdict: string;
  seen_at: Date;
}

const factShape: Columns<FactRow> = {
  merchant_id: 'uuid',
  payin_id: 'uuid',
  fact_key: 'text',
  provider: 'text',
  payment_id: 'text',
  source: 'text',
  kind: 'text',
  amount_minor: 'bigint',
  fee_minor: 'bigint',
  gst_minor: 'bigint',
  utr: 'text',
  payer_vpa: 'text',
  code: 'text',
  message: 'text',
  verdict: 'text',
  seen_at: 'timestamptz',
};

export const insertPayinFacts = insertStatement<FactRow>('payin_facts', factShape);

const factColumns = Object.keys(factShape)
  .map((name) => `f.${name}`)
  .join(', ');

const wanted = '(select unnest($1::uuid[]) as merchant_id, unnest($2::uuid[]) as payin_id) as r';

const selectPayins = {
  name: 'payins_by_id',
  text: `select ${payinColumns},
      d.reference_id, d.order_id is not null as is_order, e.endpoint_id as order_endpoint_id
    from ${wanted}
    join payins i on i.merchant_id = r.merchant_id and i.payin_id = r.payin_id
    left join orders d on d.merchant_id = r.merchant_id and d.order_id = r.payin_id
    left join webhook_endpoints e on e.merchant_id = d.merchant_id and e.url = d.callback_url
      and e.scope = 'order' and e.status = 'active'`,
};

type Row = PayinRow & {
  reference_id: string | null;
  is_order: boolean;
  order_endpoint_id: string | null;
};

const selectFacts = {
  name: 'payin_facts_by_id',
  text: `select ${factColumns} from ${wanted}
    join payin_facts f on f.merchant_id = r.merchant_id and f.payin_id = r.payin_id
    order by f.seen_at, f.kind`,
};

/** One entry for each distinct key, whether it is there or not. */
export async function loadPayins(
  client: Pick<pg.ClientBase, 'query'>,
  keys: readonly { readonly merchantId: string; readonly payinId: string }[],
): Promise<LoadedPayin[]> {
  const distinct = [...new Map(keys.map((key) => [key.payinId, key])).values()];
  const values = [
    arrayLiteral(distinct.map(({ merchantId }) => merchantId)),
    arrayLiteral(distinct.map(({ payinId }) => payinId)),
  ];
  const transactions = distinct.map(({ merchantId, payinId: transactionId }) => ({
    merchantId,
    transactionId,
  }));
  const [payins, facts, beside] = await Promise.all([
    client.query<Row>({ ...selectPayins, values }),
    client.query<FactRow>({ ...selectFacts, values }),
    loadXprizoBeside(client, transactions),
  ]);
  return distinct.map(({ merchantId, payinId }) => {
    const row = payins.rows.find((each) => each.payin_id === payinId);
    const xprizo = beside.get(payinId);
    const its = facts.rows.filter((each) => each.payin_id === payinId);
    return {
      ...{ merchantId, payinId, payin: row && payinOf(row), facts: its.map(payinFactOf) },
      ...(row?.is_order && {
        order: { referenceId: row.reference_id, endpointId: row.order_endpoint_id },
      }),
      ...(xprizo !== undefined && { xprizo }),
    };
  });
}

function payinFactOf(row: FactRow): PayinFact {
  return {
    merchantId: row.merchant_id,
    payinId: row.payin_id,
    factKey: row.fact_key,
    provider: row.provider,
    paymentId: row.payment_id,
    source: row.source as PayinFact['source'],
    kind: row.kind as PayinFactKind,
    amountMinor: row.amount_minor,
    feeMinor: row.fee_minor,
    gstMinor: row.gst_minor,
    utr: row.utr,
    payerVpa: row.payer_vpa,
    code: row.code,
    message: row.message,
    verdict: row.verdict as PayinVerdict,
    seenAt: row.seen_at,
  };
}

export function payinFactRow(fact: PayinFact): FactRow {
  return {
    merchant_id: fact.merchantId,
    payin_id: fact.payinId,
    fact_key: fact.factKey,
    provider: fact.provider,
    payment_id: fact.paymentId,
    source: fact.source,
    kind: fact.kind,
    amount_minor: fact.amountMinor,
    fee_minor: fact.feeMinor,
    gst_minor: fact.gstMinor,
    utr: fact.utr,
    payer_vpa: fact.payerVpa,
    code: fact.code,
    message: fact.message,
    verdict: fact.verdict,
    seen_at: fact.seenAt,
  };
}
