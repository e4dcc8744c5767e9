/** A settlement begins: the money is held in the commit that asks for it. */
import { inTurn, transaction, type Pool } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { writeBook } from '../ledger/write-book.ts';
import { leaveTrace, openTill } from './advance.ts';
import { usableAddress } from './allow-list.ts';
import { settlementLegs } from './settlement-journals.ts';
import { insertSettlement } from './settlement-rows.ts';
import { currencyOf, type Settlement, type Step } from './settlement.ts';
import { readTerms } from './terms.ts';

export interface SettlementRequest extends Step {
  /** Paise. */
  readonly amountMinor: bigint;
  /** As it is spelled on the allow-list; it decides the network, and the network the currency. */
  readonly address: string;
}

/**
 * Throws DomainError `settlement.disabled`, `settlement.address_unusable`, `settlement.insufficient_funds` and
 * `request.invalid_fields`.
 */
export async function requestSettlement(
  pool: Pool,
  request: SettlementRequest,
): Promise<Settlement> {
  const { merchantId, settlementId, amountMinor, by, at } = request;
  if (amountMinor <= 0n)
    throw new DomainError('request.invalid_fields', {
      fields: { amount: ['The amount must be above zero.'] },
    });
  return transaction(pool, async (tx) => {
    const { book, wallet } = await openTill(tx, merchantId);
    if (!(await readTerms(tx, merchantId)).enabled) throw new DomainError('settlement.disabled');
    const listed = await usableAddress(tx, merchantId, request.address, at);
    const legs = settlementLegs(request);
    const fact = 'settlement.requested';
    const reserveNo = book.reserve(wallet, { subjectId: settlementId, fact, legs, at });
    if (reserveNo === undefined) throw new DomainError('settlement.insufficient_funds');
    const settlement: Settlement = {
      merchantId,
      settlementId,
      version: 1,
      status: 'requested',
      currency: currencyOf(listed.network),
      network: listed.network,
      addressId: listed.addressId,
      address: listed.address,
      amountMinor,
      reserveNo,
      requestedBy: by,
      decidedBy: null,
      conversionNo: null,
      transferReference: null,
      sentAt: null,
      createdAt: at,
      updatedAt: at,
    };
    const line = inTurn(tx);
    await Promise.all([
      insertSettlement(line, settlement),
      ...leaveTrace(line, undefined, settlement, { by, because: 'requested' }),
      ...writeBook(line, book),
    ]);
    return settlement;
  });
}
