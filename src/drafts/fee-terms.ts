/** Fee plans in drafts: of a merchant, and of a marketplace code. */
import type { Fees, Service } from '../merchants/fee-plans.ts';
import { checkFees } from '../merchants/check-terms.ts';
import { refused, minorOf, minorOrNull, wholeOf, type Body } from './fields.ts';
import type { Shown } from './kind.ts';

export const services = ['payout', 'payin'] as const satisfies readonly Service[];

/** `{ basisPoints, flatMinor, minimumMinor, maximumMinor, gstBasisPoints, slabs }`. Throws DomainError `request.invalid_fields`. */
export function feesOf(value: unknown): Fees {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refused('fees', 'A fee plan is needed.');
  const plan = value as Body;
  const slabs = plan['slabs'];
  if (!Array.isArray(slabs)) throw refused('slabs', 'A list of slabs, which may be empty.');
  const fees: Fees = {
    basisPoints: wholeOf(plan, 'basisPoints'),
    flatMinor: minorOf(plan, 'flatMinor'),
    minimumMinor: minorOf(plan, 'minimumMinor'),
    maximumMinor: minorOrNull(plan, 'maximumMinor'),
    gstBasisPoints: wholeOf(plan, 'gstBasisPoints'),
    slabs: slabs.map((each) => {
      if (typeof each !== 'object' || each === null) throw refused('slabs', 'Not a slab.');
      const slab = each as Body;
      return {
        fromMinor: minorOf(slab, 'fromMinor'),
        basisPoints: wholeOf(slab, 'basisPoints'),
        flatMinor: minorOf(slab, 'flatMinor'),
      };
    }),
  };
  checkFees(fees);
  return fees;
}

/** `prefix` names whose plan it is where there are two. */
export function shownFees(fees: Fees | null, prefix = ''): Shown {
  if (fees === null) return { [`${prefix}plan`]: 'none' };
  const { maximumMinor, slabs } = fees;
  return {
    [`${prefix}rate`]: `${String(fees.basisPoints)} basis points`,
    [`${prefix}flat part`]: rupeesShown(fees.flatMinor),
    [`${prefix}lowest fee`]: rupeesShown(fees.minimumMinor),
    [`${prefix}highest fee`]: maximumMinor === null ? 'none' : rupeesShown(maximumMinor),
    [`${prefix}GST`]: `${String(fees.gstBasisPoints)} basis points`,
    [`${prefix}slabs`]:
      slabs.length === 0
        ? 'none'
        : slabs
            .map(
              ({ fromMinor, basisPoints, flatMinor }) =>
                `from ${rupeesShown(fromMinor)}: ${String(basisPoints)} basis points + ${rupeesShown(flatMinor)}`,
            )
            .join('; '),
  };
}

/** Minor units of rupees as people read them. */
export function rupeesShown(minor: bigint): string {
  const digits = minor.toString().padStart(3, '0');
  return `₹${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
