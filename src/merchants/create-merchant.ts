import { transaction, type Pool, type Transaction } from '../db/connection.ts';
import { isUniqueViolation } from '../db/sqlstate.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import { accountsOpened as accounts } from '../ledger/accounts.ts';
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
} from './merchant.ts';

export interface NewMerchant {
  readonly merchantId: MerchantId;
  readonly name: string;
  readonly environment: Environment;
  readonly actor: string;
  readonly nowMs: number;
  readonly fees?: Fees;
  readonly limits?: Limits;
}

const firstMerchantNo = 1001;
const tries = 20;

/**
 * The merchant, its accounts and the audit row in one commit.
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
  checkLimits(merchant.limits ?? defaultLimits);
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction(pool, (tx) => insert(tx, { ...merchant, name }));
    } catch (error) {
      // Two creations read the same highest number; the one that lost takes the next.
      if (!isUniqueViolation(error) || attempt === tries) throw error;
    }
  }
}

async function insert(tx: Transaction, merchant: NewMerchant): Promise<MerchantView> {
  const fees = merchant.fees ?? noFees;
  const limits = merchant.limits ?? defaultLimits;
  const { rows } = await tx.query<MerchantRow>(
    `insert into merchants (${columnsAtCreation}, updated_at)
     select $1, coalesce(max(merchant_no) + 1, $2), $3, $4, 'active', 1, $5, $6, $7, $8, $9,
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
    ],
  );
  if (rows[0] === undefined) throw new Error('The insertion of a merchant answered no row.');
  const view = { ...merchantOf(rows[0]), fees };
  if (fees.slabs.length > 0) await writePlans(tx, merchant.merchantId, view);
  await openAccounts(tx, merchant.merchantId);
  await writeAuditEvent(tx, {
    merchantId: merchant.merchantId,
    actor: merchant.actor,
    action: 'merchant.created',
    details: {
      name: view.name,
      merchantNo: view.merchantNo,
      environment: view.environment,
      fees,
      limits,
    },
    nowMs: merchant.nowMs,
  });
  return view;
}

async function openAccounts(tx: Transaction, merchantId: MerchantId): Promise<void> {
  await tx.query(
    `insert into accounts (merchant_id, account, currency, ruled, posted_minor, held_minor, journal_count)
     select $1, r.account, r.currency, r.ruled, 0, 0, 0
     from unnest($2::text[], $3::text[], $4::boolean[]) as r (account, currency, ruled)`,
    [
      merchantId,
      accounts.map((account) => account.name),
      accounts.map((account) => account.currency),
      accounts.map((account) => account.ruled),
    ],
  );
}
