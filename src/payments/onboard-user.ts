/** A person with wallets, ready to be asked for payments: what an operator makes to try flows between wallets. */
import type { Pool } from '../db/connection.ts';
import type { UserId } from '../identity/caller.ts';
import { checkPassword } from '../identity/passwords.ts';
import { setPin } from '../identity/pins.ts';
import { randomName, randomSecret } from '../identity/secrets.ts';
import { checkEmail, createUser, merchantOfEmail } from '../identity/users.ts';
import type { Clock } from '../kit/clock.ts';
import { DomainError } from '../kit/errors.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import { disableMerchant } from '../merchants/change-merchant.ts';
import { createMerchant } from '../merchants/create-merchant.ts';
import type { Environment, Limits } from '../merchants/merchant.ts';
import type { WalletCurrency } from '../merchants/wallets.ts';
import { openXprizoAccess, type OnboardedXprizo } from './onboard-xprizo.ts';
import { fundWallets, openWallets, type Funds } from './open-wallets.ts';

export interface UserOptions {
  readonly name: string;
  readonly environment: Environment;
  /** Made up when it is not given, and so is the password. */
  readonly email?: string | undefined;
  readonly password?: string | undefined;
  readonly userName?: string | undefined;
  readonly mobile?: string | undefined;
  readonly pin?: string | undefined;
  /** Beside those of the funds; the first of all is the default. */
  readonly currencies?: readonly WalletCurrency[] | undefined;
  readonly funds?: readonly Funds[] | undefined;
  readonly limits?: Limits | undefined;
  readonly actor: string;
}

export interface OnboardedUser {
  readonly merchantId: MerchantId;
  readonly environment: Environment;
  readonly xprizo: OnboardedXprizo;
  readonly balances: Readonly<Record<string, string>>;
}

/** Throws DomainError `request.invalid_fields`. As with a merchant, an interruption leaves nobody who can enter. */
export async function onboardUser(
  { pool, clock }: { readonly pool: Pool; readonly clock: Clock },
  options: UserOptions,
): Promise<OnboardedUser> {
  const { email = `${randomName(12)}@user.example`, password = randomSecret() } = options;
  checkEmail(email);
  checkPassword(password);
  if (options.email !== undefined && (await merchantOfEmail(pool, email)) !== undefined)
    throw new DomainError('request.invalid_fields', {
      fields: { email: ['The e-mail address is in use.'] },
    });
  const nowMs = clock.now().getTime();
  const { name, environment, userName, mobile, limits, actor, pin, funds = [] } = options;
  const order = { merchantId: newId<'merchant'>(nowMs), actor, nowMs };
  const owner = await createMerchant(pool, {
    ...{ ...order, kind: 'user', name, environment },
    ...(userName !== undefined && { userName }),
    ...(mobile !== undefined && { mobile }),
    ...(limits && { limits }),
  });
  try {
    const currencies = [...(options.currencies ?? []), ...funds.map(({ currency }) => currency)];
    await openWallets(pool, order, currencies, true);
    const balances = await fundWallets(pool, order, funds, clock.now());
    if (pin !== undefined) await setPin(pool, order, pin);
    const login = { userName: userName ?? email, password };
    const asked = { ...order, withProcessing: false };
    const xprizo = await openXprizoAccess(pool, owner, asked, login);
    const userId = newId<'user'>(nowMs) as UserId;
    await createUser(pool, { ...order, userId, email, password, role: 'admin' });
    return { merchantId: owner.merchantId, environment, xprizo, balances };
  } catch (error) {
    await disableMerchant(pool, { ...order, nowMs: clock.now().getTime() }).catch(() => undefined);
    throw error;
  }
}
