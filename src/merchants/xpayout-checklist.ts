/** The seven steps of the XPayout contract between a new merchant and its first order. */
import type { Queryable } from '../db/connection.ts';
import { walletBalance } from '../ledger/wallet-balance.ts';
import { listEndpoints } from './endpoints.ts';
import type { MerchantView } from './merchant.ts';
import { findXpayoutAccess, type XpayoutAccess } from './xpayout-access.ts';

export interface ChecklistFacts {
  readonly merchant: Pick<MerchantView, 'status' | 'apiAccess'>;
  readonly access: XpayoutAccess;
  /** The merchant has an active webhook endpoint of its own. */
  readonly hasCallbackUrl: boolean;
  /** Paise in the wallet that nothing holds. */
  readonly availableMinor: bigint;
}

export interface ChecklistStep {
  readonly step: number;
  readonly what: string;
  readonly done: boolean;
  /** Without these five no call is let in; the last two are judged order by order. */
  readonly opensTheGate: boolean;
}

/** In the order of the published list. */
export function checklistOf(facts: ChecklistFacts): readonly ChecklistStep[] {
  const { merchant, access, hasCallbackUrl, availableMinor } = facts;
  const steps: readonly (readonly [what: string, done: boolean, opensTheGate: boolean])[] = [
    ['The merchant account is active.', merchant.status === 'active', true],
    ['A marketplace code is assigned.', access.marketplaceCode !== null, true],
    ['An API source address is registered.', access.registeredAddresses.length > 0, true],
    ['At least one API address is approved.', access.approvedAddresses.length > 0, true],
    ['API access is enabled.', merchant.apiAccess && access.apiEnabled, true],
    ['A callback URL is current.', hasCallbackUrl, false],
    ['For payouts: the wallet holds money that the limits let out.', availableMinor > 0n, false],
  ];
  return steps.map(([what, done, opensTheGate], index) => ({
    step: index + 1,
    what,
    done,
    opensTheGate,
  }));
}

/** Undefined when the merchant has no XPayout access. */
export async function readChecklist(
  db: Queryable,
  merchant: MerchantView,
): Promise<readonly ChecklistStep[] | undefined> {
  const { merchantId } = merchant;
  const [access, endpoints, wallet] = await Promise.all([
    findXpayoutAccess(db, merchantId),
    listEndpoints(db, merchantId),
    walletBalance(db, merchantId, 'INR'),
  ]);
  if (access === undefined) return undefined;
  const { postedMinor, heldMinor } = wallet ?? { postedMinor: 0n, heldMinor: 0n };
  return checklistOf({
    merchant,
    access,
    hasCallbackUrl: endpoints.some(({ status }) => status === 'active'),
    availableMinor: postedMinor - heldMinor,
  });
}
