/** Which of the providers may serve an order: the set of the merchant's marketplace code, held against what there is. */
import type { Queryable } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import { RecentMap } from '../identity/recent-map.ts';
import { anyProvider, findMarketplaceOf, type ProviderSet } from '../merchants/marketplaces.ts';
import type { PayoutProvider } from '../providers/provider.ts';
import { couldTravel } from '../providers/rails.ts';
import type { Contract } from './payout.ts';
import type { Routed } from './resolve-command.ts';

/** How customers may pay; an XPayout order is paid by UPI. */
export const payinMethods = ['UPI'] as const;

/** Marketplace codes are of the XPayout contract: payouts of another one may go any way. */
export function railsAllowed(
  { providers, payoutRails }: ProviderSet,
  provider: string,
  contract: Contract,
): readonly string[] | null {
  if (contract !== 'xpayout') return null;
  return providers === null || providers.includes(provider) ? payoutRails : [];
}

/** False when no rail of the set would take it at any hour: then it is not taken on. */
export function servesPayout(
  set: ProviderSet,
  { name, windows }: Pick<PayoutProvider, 'name' | 'windows'>,
  {
    amountMinor,
    wishedRail: wish,
    beneficiaryVpa,
  }: Pick<Routed, 'amountMinor' | 'wishedRail' | 'beneficiaryVpa'>,
): boolean {
  const allowed = railsAllowed(set, name, 'xpayout');
  const toVpa = beneficiaryVpa !== null;
  return allowed === null || couldTravel({ amountMinor, wish, toVpa, windows, allowed });
}

export function servesPayin(set: ProviderSet, provider: string): boolean {
  const { providers, payinMethods: methods } = set;
  const isOpen = providers === null || providers.includes(provider);
  return isOpen && (methods === null || methods.includes('UPI'));
}

/** A change of a code is felt by every process within this. */
const keptMs = 2_000;
const mostKept = 2_000;
const known = new WeakMap<Queryable, RecentMap<{ readAtMs: number; set: ProviderSet }>>();

/** Kept for two seconds, so that a busy merchant's set is not read for every payout. Throws DomainError `service.unavailable`. */
export async function providerSetOf(db: Queryable, merchantId: string): Promise<ProviderSet> {
  const sets = known.get(db) ?? new RecentMap(mostKept);
  known.set(db, sets);
  // The monotonic clock of the process.
  const readAtMs = performance.now();
  const found = sets.get(merchantId);
  if (found !== undefined && readAtMs - found.readAtMs < keptMs) return found.set;
  const set = await findMarketplaceOf(db, merchantId).catch((error: unknown) => {
    throw unavailableOr(error);
  });
  sets.set(merchantId, { readAtMs, set: set ?? anyProvider });
  return set ?? anyProvider;
}
