/** Which payments a kill switch touches: pure, over what is switched off at this moment. */
import type { PayoutProvider, Rail } from '../providers/provider.ts';
import { couldTravel, payoutRails } from '../providers/rails.ts';
import { isOwnerOff, nothingOff, type OffSwitches } from '../switches/off-switches.ts';
import type { CreatePayin } from './create-payin.ts';
import type { CreatePayout } from './create-payout.ts';
import type { Payout } from './payout.ts';

/** Who would carry a payout; absent where nobody does. */
export interface Carriers {
  readonly bank?: Pick<PayoutProvider, 'name' | 'windows'> | undefined;
  readonly mobile?: Pick<PayoutProvider, 'name' | 'windows'> | undefined;
}

export function isRailOff(off: OffSwitches, rail: Rail): boolean {
  return off.isOff('method', `payout.${rail.toLowerCase()}`);
}

export function isAnyRailOff(off: OffSwitches): boolean {
  return ([...payoutRails, 'MPESA'] as const).some((rail) => isRailOff(off, rail));
}

/** A new payout is refused when its owner or provider is off, or every rail that could have taken it. */
export function isPayoutOff(off: OffSwitches, command: CreatePayout, carriers: Carriers): boolean {
  // As on nearly every day: the rest would come to the same.
  if (off === nothingOff) return false;
  const { merchantId, currency, beneficiaryVpa, beneficiaryMobile, amountMinor } = command;
  if (isOwnerOff(off, merchantId, currency)) return true;
  const toMobile = beneficiaryMobile !== null;
  const carrier = toMobile ? carriers.mobile : carriers.bank;
  if (carrier === undefined) return false;
  if (off.isOff('provider', carrier.name)) return true;
  const { windows } = carrier;
  const rails = Object.keys(windows) as Rail[];
  const given = command.allowedRails ?? null;
  const served = given === null ? rails : rails.filter((rail) => given.includes(rail));
  const to = { toVpa: beneficiaryVpa !== null, toMobile, wish: command.wishedRail };
  const travels = (allowed: readonly Rail[]) =>
    couldTravel({ amountMinor, ...to, windows, allowed });
  // What no rail takes in any case is no matter of a switch.
  return travels(served) && !travels(served.filter((rail) => !isRailOff(off, rail)));
}

/** Why a payout that is queued stays where it is; undefined: nothing of it is switched off. */
export function whyPayoutWaits(
  off: OffSwitches,
  { merchantId, currency }: Pick<Payout, 'merchantId' | 'currency'>,
  provider: string,
  /** Of an attempt that would go again; else the choice of a rail passes over what is off. */
  rail?: Rail,
): string | undefined {
  if (off.isOff('provider', provider)) return `the provider ${provider} is switched off`;
  if (off.isOff('merchant', merchantId)) return 'the merchant is switched off';
  if (off.isOff('currency', currency)) return `${currency} is switched off`;
  if (rail !== undefined && isRailOff(off, rail)) return `${rail} is switched off`;
  return undefined;
}

export function isPayinOff(off: OffSwitches, command: CreatePayin): boolean {
  const { merchantId, currency, method = 'upi', place } = command;
  return (
    isOwnerOff(off, merchantId, currency) ||
    off.isOff('provider', place.provider) ||
    off.isOff('method', `payin.${method}`)
  );
}
