/**
 * The second commit of what has two owners: a request is brought to its payer, and what has left a payer arrives. Each
 * may be repeated by anybody; a promise of the first commit sees to it that somebody does.
 */
import type { Pool } from '../db/connection.ts';
import type { Clock } from '../kit/clock.ts';
import { endClaim } from '../outbox/end-claim.ts';
import type { XprizoBeside } from '../payments/xprizo-beside.ts';
import type { XprizoDetails } from '../payments/xprizo-transactions.ts';
import type { IncomingLane } from './incoming-lane.ts';
import { incomingOf, type IncomingTransfer } from './incoming-transfer.ts';
import type { TransferEvent } from './transfer-event.ts';
import type { TransferLane } from './transfer-lane.ts';
import type { Transfer } from './transfer.ts';

export interface CarryDeps {
  readonly pool: Pool;
  readonly transfers: TransferLane;
  readonly incoming: IncomingLane;
  readonly clock: Clock;
  readonly tellNew: TellNew;
  readonly tellAsked: TellAsked;
  /** What was interrupted is carried on by the worker; this only reports it. */
  readonly onError: (error: unknown, transferId: string) => void;
}

/** Where the profile `createdBy` hears of a new transfer of `payerId`, and the bytes; null: it named no address. */
export type TellNew = (
  payerId: string,
  createdBy: string,
  event: TransferEvent,
) => Promise<XprizoDetails['approval']>;

/** Where the profile `payerId` hears that somebody asks it for money, and the bytes; null: it named no address. */
export type TellAsked = (
  payerId: string,
  event: TransferEvent,
) => Promise<XprizoDetails['approval']>;

type Beside = Omit<XprizoDetails, 'approval'>;

/** Out of transit and into the wallet of the payee. Repeated, it changes nothing. */
export async function arrive(
  { pool, incoming, clock }: CarryDeps,
  transfer: Transfer,
  beside: Beside,
): Promise<void> {
  const { merchantId, transferId, payeeId, payeeWalletNo: walletNo, currency } = transfer;
  const at = clock.now();
  await incoming.submit({
    ...{ kind: 'arrive', merchantId: payeeId, transferId, currency, at },
    incoming: incomingOf(transfer, at),
    details: detailsOf({ ...beside, walletNo }, null),
  });
  await endClaim(pool, { merchantId, outboxId: transferId, leaseId: null }, { state: 'done', at });
}

/** What the payee asked for becomes a transfer of the payer, who may then approve it. Repeated, it changes nothing. */
export async function bring(
  { pool, transfers, clock, tellNew, tellAsked }: CarryDeps,
  asked: IncomingTransfer,
  beside: XprizoBeside,
): Promise<void> {
  const { merchantId: payeeId, transferId, payerId, currency, amountMinor, reference } = asked;
  const { transactionNo, approvalKey, createdBy, createdByNo, description } = beside;
  const at = asked.createdAt;
  const event: TransferEvent = {
    ...{ stage: 'new', kind: 'request', transactionNo, approvalKey, createdByNo },
    ...{ actedByNo: createdByNo, payerNo: await numberOf(pool, payerId), payeeNo: beside.ownerNo },
    ...{ description, reference, currency, amountMinor, reason: null, at },
  };
  const approval = await tellNew(payerId, createdBy, event);
  const notice = await tellAsked(payerId, event);
  await transfers.submit({
    ...{ kind: 'create', merchantId: payerId, transferId, currency, amountMinor, reference, at },
    ...{ transferKind: 'request', action: 'approve', payeeId, payeeWalletNo: asked.walletNo },
    walletNo: asked.payerWalletNo,
    expiresAt: asked.expiresAt ?? at,
    ...{ details: detailsOf({ ...beside, walletNo: asked.payerWalletNo }, approval), notice },
    actor: { profileNo: createdByNo, name: `profile ${createdByNo}` },
  });
  const promise = { merchantId: payeeId, outboxId: transferId, leaseId: null };
  await endClaim(pool, promise, { state: 'done', at: clock.now() });
}

/** What is kept beside one side. */
export function detailsOf(beside: Beside, approval: XprizoDetails['approval']): XprizoDetails {
  const { kind, transactionNo, approvalKey, walletNo, createdBy, description } = beside;
  return {
    ...{ kind, transactionNo, approvalKey, walletNo, createdBy, description, approval },
    returnUrl: beside.returnUrl,
    ...{ routingCode: null, customerName: null, transferWalletNo: null },
  };
}

async function numberOf(pool: Pool, merchantId: string): Promise<number> {
  const { rows } = await pool.query<{ merchant_no: number }>(
    'select merchant_no from merchants where merchant_id = $1',
    [merchantId],
  );
  if (rows[0] === undefined) throw new RangeError('There is no such owner.');
  return rows[0].merchant_no;
}
