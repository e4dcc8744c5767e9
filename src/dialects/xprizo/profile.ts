/** The caller's own profile: what it is, and its pin. */
import { clearPin, setPin } from '../../identity/pins.ts';
import { DomainError } from '../../kit/errors.ts';
import { findProfile } from '../../merchants/profiles.ts';
import { walletsOf } from '../../merchants/wallets.ts';
import { provePin } from './api-keys.ts';
import { headerOf, type Work } from './gate.ts';
import { guarded, orderOf } from './guarded.ts';
import type { XprizoParts } from './parts.ts';
import { pinOf } from './pin.ts';
import { whole } from './present.ts';
import { timeText } from './times.ts';
import { shownWallet } from './wallets.ts';

export function fullProfile({ pool }: XprizoParts): Work {
  return guarded(async ({ merchant }) => {
    const profile = await findProfile(pool, merchant.merchantId);
    if (profile === undefined) throw new DomainError('service.internal');
    const wallets = await walletsOf(pool, merchant.merchantId);
    return {
      id: whole(merchant.merchantNo),
      userName: profile.userName,
      name: merchant.name,
      email: profile.email,
      mobile: profile.mobile,
      type: merchant.kind,
      isMerchant: merchant.kind === 'merchant',
      isInactive: false,
      usePaymentPin: profile.hasPin,
      createdDate: timeText(profile.createdAt),
      wallets: await Promise.all(wallets.map((wallet) => shownWallet(pool, wallet, merchant))),
    };
  });
}

/**
 * The new pin is `pin` of the query or the body. Where one is set already, a program that only holds a key sends that in
 * the header `x-approval-pin`: otherwise the pin would protect nothing from whoever has stolen the key.
 */
export function setOwnPin(parts: XprizoParts): Work {
  return guarded(async (caller, call) => {
    const current = headerOf(call.request, 'x-approval-pin');
    const { merchantId } = caller.merchant;
    if (caller.by === 'key') await parts.pins.check(merchantId, current, parts.clock.now());
    const pin = call.query.text('pin') ?? call.body().text('pin') ?? pinOf(call);
    if (pin === undefined) throw call.query.fault('pin', 'pin required');
    await setPin(parts.pool, orderOf(parts, caller), pin);
    return undefined;
  });
}

/** A program that only holds a key sends the pin that it ends. */
export function clearOwnPin(parts: XprizoParts): Work {
  return guarded(async (caller, call) => {
    await provePin(parts, caller, call);
    await clearPin(parts.pool, orderOf(parts, caller));
    return undefined;
  });
}
