/** What stands under a merchant's reference on one of its wallets, whichever contract or room it came from. */
import type { Queryable } from '../db/connection.ts';
import type { Wallet } from '../merchants/wallets.ts';
import { payinColumns, payinOf, type PayinRow } from '../payments/payin-rows.ts';
import type { Payin } from '../payments/payin.ts';
import { payoutColumns, payoutOf, type PayoutRow } from '../payments/payout-rows.ts';
import type { Payout } from '../payments/payout.ts';
import { loadXprizoBeside, type XprizoBeside } from '../payments/xprizo-beside.ts';
import { loadTransfers } from './load-transfers.ts';
import type { Transfer } from './transfer.ts';

export type FoundTransaction = { readonly beside: XprizoBeside | undefined } & (
  | { readonly kind: 'payin'; readonly payin: Payin }
  | { readonly kind: 'payout'; readonly payout: Payout }
  /** Undefined: it was asked for, and has not been brought to its payer yet. */
  | { readonly kind: 'transfer'; readonly transfer: Transfer | undefined }
);

type Of = Pick<Wallet, 'merchantId' | 'walletNo' | 'currency'>;

/** A reference may stand once for money in and once for money out: then the newest is meant. */
export async function findTransaction(
  db: Queryable,
  wallet: Of,
  reference: string,
): Promise<FoundTransaction | undefined> {
  const { merchantId, currency, walletNo } = wallet;
  const values = [merchantId, reference, currency];
  const [payins, payouts, transfers] = await Promise.all([
    db.query<PayinRow>(
      `select ${payinColumns} from payins i
       where i.merchant_id = $1 and i.reference = $2 and i.currency = $3`,
      values,
    ),
    db.query<PayoutRow>(
      `select ${payoutColumns} from payouts p
       where p.merchant_id = $1 and p.reference = $2 and p.reference is not null and p.currency = $3`,
      values,
    ),
    findTransfer(db, wallet, reference),
  ]);
  const payin = payins.rows.map(payinOf)[0];
  const payout = payouts.rows.map(payoutOf)[0];
  const ids = [payin?.payinId, payout?.payoutId].filter((id) => id !== undefined);
  const beside = await loadXprizoBeside(
    db,
    ids.map((transactionId) => ({ merchantId, transactionId })),
  );
  // What was made on another wallet of the currency's owner is not on this one.
  const isHere = (found: FoundTransaction) =>
    found.kind === 'transfer' || (found.beside?.walletNo ?? walletNo) === walletNo;
  const found: (FoundTransaction | undefined)[] = [
    payin && { kind: 'payin', payin, beside: beside.get(payin.payinId) },
    payout && { kind: 'payout', payout, beside: beside.get(payout.payoutId) },
    transfers,
  ];
  const here = found.filter((one) => one !== undefined).filter(isHere);
  return here.sort((a, b) => createdAt(b) - createdAt(a))[0];
}

function createdAt(found: FoundTransaction): number {
  if (found.kind === 'payin') return found.payin.createdAt.getTime();
  if (found.kind === 'payout') return found.payout.createdAt.getTime();
  return (found.transfer?.createdAt ?? found.beside?.createdAt)?.getTime() ?? 0;
}

/**
 * Of the payer it is its own row; the payee of one knows who pays, and the state lives there. An exchange is on the
 * wallet that gives and on the one that receives.
 */
async function findTransfer(
  db: Queryable,
  { merchantId, walletNo }: Of,
  reference: string,
): Promise<FoundTransaction | undefined> {
  const { rows } = await db.query<{ transfer_id: string; payer_id: string }>(
    `select t.transfer_id, t.merchant_id as payer_id from transfers t
     where t.merchant_id = $1 and t.reference = $3 and t.wallet_no = $2
     union all
     select i.transfer_id, i.payer_id from incoming_transfers i
     where i.merchant_id = $1 and i.reference = $3 and i.wallet_no = $2
     union all
     select t.transfer_id, t.merchant_id from xprizo_transactions x
     join transfers t on t.merchant_id = $1 and t.transfer_id = x.transaction_id
     where x.merchant_id = $1 and x.reference = $3 and x.kind = 'exchange' and t.payee_wallet_no = $2
     order by 1 desc limit 1`,
    [merchantId, walletNo, reference],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { transfer_id: transferId, payer_id: payerId } = row;
  const [loaded, beside] = await Promise.all([
    loadTransfers(db, [{ merchantId: payerId, transferId }]),
    loadXprizoBeside(db, [{ merchantId, transactionId: transferId }]),
  ]);
  const transfer = loaded.get(transferId)?.transfer;
  return { kind: 'transfer', transfer, beside: beside.get(transferId) };
}
