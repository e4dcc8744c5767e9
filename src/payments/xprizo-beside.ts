/** What stands beside a payment of the Xprizo contract, as far as its webhooks need it. */
import type pg from 'pg';
import { arrayLiteral } from '../db/columns.ts';
import type { Promised } from '../outbox/outbox.ts';
import { promiseOutcome } from './approval-promises.ts';
import {
  xprizoColumns,
  xprizoTransactionOf,
  type XprizoRow,
  type XprizoTransaction,
} from './xprizo-transactions.ts';

export interface XprizoBeside extends XprizoTransaction {
  /** Number of the profile that created it. */
  readonly createdByNo: number;
  /** Number of the owner of its wallet. */
  readonly ownerNo: number;
}

const selectBeside = {
  name: 'xprizo_beside',
  text: `select ${xprizoColumns}, creator.merchant_no as created_by_no, owner.merchant_no as owner_no
    from (select unnest($1::uuid[]) as merchant_id, unnest($2::uuid[]) as transaction_id) as r
    join xprizo_transactions x on x.merchant_id = r.merchant_id and x.transaction_id = r.transaction_id
    join merchants creator on creator.merchant_id = x.created_by
    join merchants owner on owner.merchant_id = x.merchant_id`,
};

type Row = XprizoRow & { created_by_no: number; owner_no: number };

/** By the id of the payment; payments of other contracts are not in the map. Safe to send behind other statements of a lane. */
export async function loadXprizoBeside(
  client: Pick<pg.ClientBase, 'query'>,
  keys: readonly { readonly merchantId: string; readonly transactionId: string }[],
): Promise<Map<string, XprizoBeside>> {
  const { rows } = await client.query<Row>({
    ...selectBeside,
    values: [
      arrayLiteral(keys.map(({ merchantId }) => merchantId)),
      arrayLiteral(keys.map(({ transactionId }) => transactionId)),
    ],
  });
  return new Map(rows.map((row) => [row.transaction_id, besideOf(row)]));
}

function besideOf(row: Row): XprizoBeside {
  return {
    ...xprizoTransactionOf(row),
    createdByNo: row.created_by_no,
    ownerNo: row.owner_no,
  };
}

/** The webhook that tells its outcome, if its creator named an address. */
export function tellOutcome(
  beside: XprizoBeside,
  told: {
    readonly version: number;
    readonly payload: string;
    readonly outboxId: string;
    readonly at: Date;
  },
): Promised[] {
  const { merchantId, transactionId } = beside;
  return promiseOutcome(beside, { merchantId, transactionId, ...told });
}
