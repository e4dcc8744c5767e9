import { transaction, type Pool, type Transaction } from '../db/connection.ts';
import { isUniqueViolation } from '../db/sqlstate.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import { accountsOpened } from '../ledger/accounts.ts';
import { openAccounts } from '../ledger/open-accounts.ts';
import { writeAuditEvent } from './audit.ts';
import { checkFees, checkLimits } from './check-terms.ts';
import { isUserName, mobileOf, ownerOfContact } from './contacts.ts';
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
import { insertProfile } from './profiles.ts';
import { newWalletNo, openWallet } from './wallets.ts';

export interface NewMerchant {
  readonly merchantId: MerchantId;
  readonly name: string;
  /** `merchant` when it is not said. */
  readonly kind?: OwnerKind;
  /** How its profile is known; made up of kind and number when it is not said. */
  readonly userName?: string;
  /** With a `+`, in the form of E.164. */
  readonly mobile?: string;
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
 * The merchant, its accounts, its wallet in INR, its profile and the audit row in one commit.
 * Throws DomainError `request.invalid_fields`, also when somebody has the user name or the mobile number; a merchant id
 * that exists is a database error.
 */
export async function createMerchant(pool: Pool, merchant: NewMerchant): Promise<MerchantView> {
  const name = merchant.name.trim();
  if (name.length < 1 || name.length > 200) {
    throw refused('name', 'A name has 1 to 200 characters.');
  }
  // It stands in logs, files and tables, of which some end or break with such a character.
  if (/\p{Cc}/u.test(name) || !name.isWellFormed())
    throw refused('name', 'A name is one line of characters that can be written.');
  checkFees(merchant.fees ?? noFees);
  checkFees(merchant.payinFees ?? noFees);
  checkLimits(merchant.limits ?? defaultLimits);
  await refuseTaken(pool, merchant);
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

async function refuseTaken(pool: Pool, { userName, mobile }: NewMerchant): Promise<void> {
  if (userName !== undefined && !isUserName(userName))
    throw refused('userName', 'A user name is 3 to 50 small letters, digits, points and hyphens.');
  if (mobile !== undefined && mobileOf(mobile) === undefined)
    throw refused('mobile', 'A mobile number has the form +254700000000.');
  for (const [field, contact] of Object.entries({ userName, mobile }))
    if (contact !== undefined && (await ownerOfContact(pool, contact)) !== undefined)
      throw refused(field, 'It is in use.');
}

function refused(field: string, sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { [field]: [sentence] } });
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
  await openProfile(tx, merchant, view, walletNo);
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

/** A profile that acts for others has no wallet that anybody could pay into. */
async function openProfile(
  tx: Transaction,
  { userName, mobile }: NewMerchant,
  { merchantId, merchantNo, kind, createdAtMs }: MerchantView,
  walletNo: bigint,
): Promise<void> {
  const at = new Date(createdAtMs);
  await openAccounts(tx, merchantId, accountsOpened);
  if (kind !== 'processing')
    await openWallet(tx, {
      ...{ walletNo, merchantId, currency: 'INR', name: 'INR', isDefault: true, at },
      opensAccounts: false,
    });
  const name = userName ?? `${kind}${merchantNo}`;
  await insertProfile(tx, { merchantId, userName: name, mobile: mobile ?? null, at });
}
