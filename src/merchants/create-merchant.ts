import { transaction, type Pool, type Transaction } from '../db/connection.ts';
import { isUniqueViolation } from '../db/sqlstate.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import { accountsOpened } from '../ledger/accounts.ts';
import { openAccounts } from '../ledger/open-accounts.ts';
import { writeAuditEvent } from './audit.ts';
import { checkFees, checkLimits } from './check-terms.ts';
import { writePlans } from './fee-plans.ts';
import {
  columnsAtCreation,
  defaultLimits,
  merchantColumns,
  merchantOf,
  noFees,
  type Environment,
  type Fees,
  type Limits,
  type MerchantRow,
  type MerchantView,
  type OwnerKind,
} from './merchant.ts';
import { newWalletNo, openWallet } from './wallets.ts';

export interface NewMerchant {
  readonly merchantId: MerchantId;
  readonly name: string;
  /** `merchant` when it is not said. */
  readonly kind?: OwnerKind;
  readonly environment: Environment;
  readonly actor: string;
  readonly nowMs: number;
  /** Of payouts, and of pay-ins. */
  readonly fees?: Fees;
  readonly payinFees?: Fees;
  readonly limits?: Limits;
}

const firstMerchantNo = 1001;
const tries = 20;

/**
 * The merchant, its accounts, its wallet in INR and the audit row in one commit.
 * Throws DomainError `request.invalid_fields`; a merchant id that exists is a database error.
 */
export async function createMerchant(pool: Pool, merchant: NewMerchant): Promise<MerchantView> {
  const name = merchant.name.trim();
  if (name.length < 1 || name.length > 200) {
    throw new DomainError('request.invalid_fields', {
      fields: { name: ['A name has 1 to 200 characters.'] },
    });
  }
  checkFees(merchant.fees ?? noFees);
  checkFees(merchant.payinFees ?? noFees);
  checkLimits(merchant.limits ?? defaultLimits);
  const walletNo = await newWalletNo(pool);
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction(pool, (tx) => insert(tx, { ...merchant, name }, walletNo));
    } catch (error) {
      // Two creations read the same highest number; the one that lost takes the next.
      if (!isUniqueViolation(error) || attempt === tries) throw error;
    }
  }
}

async function insert(
  tx: Transaction,
  merchant: NewMerchant,
  walletNo: bigint,
): Promise<MerchantView> {
  const { fees = noFees, payinFees = noFees } = merchant;
  const limits = merchant.limits ?? defaultLimits;
  const { rows } = await tx.query<MerchantRow>(
    `insert into merchants (${columnsAtCreation}, updated_at)
     select $1, coalesce(max(merchant_no) + 1, $2), $15, $3, $4, 'active', 1, $5, $6, $7, $8, $9,
            $10, $11, $12, $13, true, true, '{}', 'epoch', $14, $14
     from merchants
     returning ${merchantColumns}`,
    [
      merchant.merchantId,
      firstMerchantNo,
      merchant.environment,
      merchant.name,
      fees.basisPoints,
      fees.flatMinor,
      fees.minimumMinor,
      fees.maximumMinor,
      fees.gstBasisPoints,
      limits.authenticationPerMinute,
      limits.payoutPerMinute,
      limits.bulkPerMinute,
      limits.queryPerMinute,
      new Date(merchant.nowMs),
      merchant.kind ?? 'merchant',
    ],
  );
  if (rows[0] === undefined) throw new Error('The insertion of a merchant answered no row.');
  const view = { ...merchantOf(rows[0]), fees, payinFees };
  const isMore = fees.slabs.length > 0 || merchant.payinFees !== undefined;
  if (isMore) await writePlans(tx, merchant.merchantId, view);
  await openAccounts(tx, merchant.merchantId, accountsOpened);
  await openWallet(tx, {
    walletNo,
    merchantId: merchant.merchantId,
    currency: 'INR',
    name: 'INR',
    isDefault: true,
    opensAccounts: false,
    at: new Date(merchant.nowMs),
  });
  await writeAuditEvent(tx, {
    merchantId: merchant.merchantId,
    actor: merchant.actor,
    action: 'merchant.created',
    details: {
      name: view.name,
      merchantNo: view.merchantNo,
      kind: view.kind,
      environment: view.environment,
      fees,
      payinFees,
      limits,
    },
    nowMs: merchant.nowMs,
  });
  return view;
}
