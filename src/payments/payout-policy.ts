/** What a provider promises for one payout, as the decisions about it need it: pure. */
import type { ProviderSet } from '../merchants/marketplaces.ts';
import type { PayoutProvider, Rail } from '../providers/provider.ts';
import { chooseRail } from '../providers/rails.ts';
import { providerReference } from '../providers/references.ts';
import { nothingOff, type OffSwitches } from '../switches/off-switches.ts';
import { railsAllowed } from './provider-sets.ts';
import type { ResolvePolicy } from './resolve-command.ts';
import { isRailOff } from './switched-off.ts';

/** What the decision needs to know of the provider for one payout. Whoever may submit says so. */
export function policyOf(
  provider: PayoutProvider,
  merchantNo: number,
  payoutId: string,
  at: Date,
  jitter: number,
  set: ProviderSet,
  /** For the choice of a rail to begin with: nothing fails because a rail is switched off. */
  off: OffSwitches = nothingOff,
): ResolvePolicy {
  return {
    maxInFlightMs: provider.maxInFlightMs,
    deduplicates: provider.deduplicates,
    maySubmitAgain: false,
    otherRailCodes: provider.otherRailCodes,
    chooseRail: (payout, excluded) => {
      const { amountMinor, wishedRail: wish, beneficiaryVpa, beneficiaryMobile } = payout;
      const to = { toVpa: beneficiaryVpa !== null, toMobile: beneficiaryMobile !== null };
      const allowed = railsAllowed(set, provider.name, payout.contract);
      const { windows } = provider;
      const isSwitchedOff = (rail: Rail) => isRailOff(off, rail);
      return chooseRail({
        amountMinor,
        wish,
        ...to,
        excluded,
        allowed,
        isSwitchedOff,
        at,
        windows,
      });
    },
    referenceOf: (attemptNo) => providerReference(merchantNo, payoutId, attemptNo),
    jitter,
  };
}
