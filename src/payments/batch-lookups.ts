/** What the database knows of payouts that a file asks for. */
import { arrayLiteral } from '../db/columns.ts';
import type { Queryable } from '../db/connection.ts';
import { firstIdAt, type MerchantId } from '../kit/ids.ts';
import type { FilledPayout } from './payout-form.ts';
import { isOpen, isPriced } from './payout-sets.ts';

/** Those that a payout of the merchant has. */
export async function findUsedReferences(
  db: Queryable,
  merchantId: MerchantId,
  references: readonly string[],
): Promise<Set<string>> {
  if (references.length === 0) return new Set();
  const { rows } = await db.query<{ reference: string }>(
    `select p.reference from unnest($2::text[]) as r (reference)
     join payouts p on p.merchant_id = $1 and p.reference = r.reference
     where p.reference is not null`,
    [merchantId, arrayLiteral(references)],
  );
  return new Set(rows.map(({ reference }) => reference));
}

interface AlikeRow {
  beneficiaryAccountNumber: string;
  beneficiaryIfsc: string;
  beneficiaryVpa: string | null;
  beneficiaryMobile: string | null;
  amountMinor: bigint;
}

const goesTo = `p.beneficiary_account_number = r.account_number and p.beneficiary_ifsc = r.ifsc
  and p.beneficiary_vpa is not distinct from r.vpa and p.beneficiary_mobile is not distinct from r.mobile`;

/** By `destinationOf`: payouts since then of the same amount to the same place, failed ones left out. */
export async function findLookAlikes(
  db: Queryable,
  merchantId: MerchantId,
  filled: readonly FilledPayout[],
  since: Date,
): Promise<Set<string>> {
  if (filled.length === 0) return new Set();
  const wanted = new Map(filled.map((each) => [destinationOf(each), each]));
  const each = [...wanted.values()];
  const { rows } = await db.query<AlikeRow>(
    `with asked as materialized (
       select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
         as r (account_number, ifsc, vpa, mobile, amount_minor)
     ), named as materialized (
       select p.* from payouts p
       where p.merchant_id = $1 and ${isOpen()} and p.reference is not null and p.payout_id >= $7
     )
     select r.account_number as "beneficiaryAccountNumber", r.ifsc as "beneficiaryIfsc",
       r.vpa as "beneficiaryVpa", r.mobile as "beneficiaryMobile", r.amount_minor as "amountMinor"
     from asked r
     where exists (
       select from payouts p
       where p.merchant_id = $1 and p.amount_minor = r.amount_minor and p.payout_id >= $7
         and ${isPriced} and p.status <> 'failed' and ${goesTo})
     union
     select r.* from asked r join named p on p.amount_minor = r.amount_minor and ${goesTo}`,
    [
      merchantId,
      arrayLiteral(each.map((one) => one.beneficiaryAccountNumber)),
      arrayLiteral(each.map((one) => one.beneficiaryIfsc)),
      arrayLiteral(each.map((one) => one.beneficiaryVpa)),
      arrayLiteral(each.map((one) => one.beneficiaryMobile)),
      arrayLiteral(each.map((one) => one.amountMinor)),
      firstIdAt(since.getTime()),
    ],
  );
  return new Set(rows.map(destinationOf));
}

/** Where the money goes, and how much. */
export function destinationOf(
  filled: Pick<
    FilledPayout,
    | 'beneficiaryAccountNumber'
    | 'beneficiaryIfsc'
    | 'beneficiaryVpa'
    | 'beneficiaryMobile'
    | 'amountMinor'
  >,
): string {
  const { beneficiaryAccountNumber, beneficiaryIfsc, beneficiaryVpa, beneficiaryMobile } = filled;
  const place = beneficiaryVpa ?? beneficiaryMobile;
  return `${place ?? `${beneficiaryIfsc} ${beneficiaryAccountNumber}`} ${filled.amountMinor.toString()}`;
}
