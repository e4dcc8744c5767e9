/**
 * A merchant ready to work: its books, its funds, where it hears of its payouts, and who may call.
 * Each step is its own commit and the keys come last, so an interruption leaves a merchant that nobody can enter;
 * whatever can be refused is refused before the first step.
 */
import type { Pool } from '../db/connection.ts';
import type { UserId } from '../identity/caller.ts';
import { createCredential, type ClientSecret } from '../identity/credentials.ts';
import { checkPassword } from '../identity/passwords.ts';
import { randomName, randomSecret } from '../identity/secrets.ts';
import { checkEmail, createUser, merchantOfEmail } from '../identity/users.ts';
import type { Clock } from '../kit/clock.ts';
import { DomainError } from '../kit/errors.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import { disableMerchant } from '../merchants/change-merchant.ts';
import { createMerchant } from '../merchants/create-merchant.ts';
import { setEndpoint } from '../merchants/endpoints.ts';
import type { Environment, Fees, Limits } from '../merchants/merchant.ts';
import type { WalletCurrency } from '../merchants/wallets.ts';
import {
  initialAccessOf,
  openXpayoutAccess,
  type OnboardedXpayout,
  type XpayoutOptions,
} from './onboard-xpayout.ts';
import { openXprizoAccess, type OnboardedXprizo } from './onboard-xprizo.ts';
import { fundWallets, openWallets, type Funds } from './open-wallets.ts';

export interface OnboardDeps {
  readonly pool: Pool;
  readonly sealer: Sealer;
  readonly clock: Clock;
  /** Says why a webhook URL is refused. */
  readonly checkUrl: (
    url: string,
  ) => { readonly ok: true } | { readonly ok: false; readonly reason: string };
  readonly newWebhookSecret: () => string;
}

export interface OnboardOptions {
  readonly name: string;
  readonly environment: Environment;
  /** Made up when it is not given, and so is the password. */
  readonly email?: string | undefined;
  readonly password?: string | undefined;
  /** In the wallets from the start. */
  readonly funds?: readonly Funds[] | undefined;
  /** In which it has wallets beside INR and those of the funds. */
  readonly currencies?: readonly WalletCurrency[] | undefined;
  readonly webhookUrl?: string | undefined;
  readonly limits?: Limits | undefined;
  /** Of payouts, and of pay-ins. */
  readonly fees?: Fees | undefined;
  readonly payinFees?: Fees | undefined;
  readonly xpayout?: XpayoutOptions | undefined;
  /** Xprizo: with a profile that may create transactions on its wallets. */
  readonly withProcessing?: boolean | undefined;
  /** `cli`, `start`: who is named in the audit. */
  readonly actor: string;
}

/** The only time that these secrets are shown. */
export interface Onboarded {
  readonly merchantId: MerchantId;
  readonly merchantNo: number;
  readonly environment: Environment;
  readonly xoompe: ClientSecret & { readonly email: string; readonly password: string };
  readonly xpayout: OnboardedXpayout;
  readonly xprizo: OnboardedXprizo;
  readonly webhookSecret: string | null;
  /** By currency. */
  readonly balances: Readonly<Record<string, string>>;
}

/** Throws DomainError `request.invalid_fields` before anything is created. */
export async function onboardMerchant(
  deps: OnboardDeps,
  options: OnboardOptions,
): Promise<Onboarded> {
  const { pool, clock } = deps;
  const { email = `${randomName(12)}@merchant.example`, password = randomSecret() } = options;
  await refuse(deps, options, email, password);
  const access = await initialAccessOf(pool, options.xpayout ?? {}, options.environment);

  const nowMs = clock.now().getTime();
  const merchantId = newId<'merchant'>(nowMs);
  const { name, environment, limits, fees, payinFees, actor } = options;
  const terms = {
    ...(limits && { limits }),
    ...(fees && { fees }),
    ...(payinFees && { payinFees }),
  };
  const order = { merchantId, actor, nowMs };
  const merchant = await createMerchant(pool, { ...order, name, environment, ...terms });
  const { merchantNo } = merchant;
  try {
    const { funds = [] } = options;
    const currencies = [...(options.currencies ?? []), ...funds.map(({ currency }) => currency)];
    await openWallets(pool, order, currencies, false);
    const balances = await fundWallets(pool, order, funds, clock.now());
    const webhookSecret = await hear(deps, order, options.webhookUrl);
    const client = await createCredential(pool, { ...order, merchantNo });
    const userId = newId<'user'>(nowMs) as UserId;
    const { sealer } = deps;
    const xpayout = await openXpayoutAccess(pool, merchant, { ...order, sealer, access });
    const withProcessing = options.withProcessing === true;
    const asked = { ...order, withProcessing };
    const xprizo = await openXprizoAccess(pool, merchant, asked, { userName: email, password });
    await createUser(pool, { ...order, userId, email, password, role: 'admin' });
    return {
      merchantId,
      merchantNo,
      environment,
      xoompe: { ...client, email, password },
      xpayout,
      xprizo,
      webhookSecret,
      balances,
    };
  } catch (error) {
    // Nobody holds its keys; disabled, it also says so. What went wrong first is what is reported.
    await disableMerchant(pool, { ...order, nowMs: clock.now().getTime() }).catch(() => undefined);
    throw error;
  }
}

async function refuse(
  { pool, checkUrl }: OnboardDeps,
  options: OnboardOptions,
  email: string,
  password: string,
): Promise<void> {
  const { webhookUrl, funds = [] } = options;
  checkEmail(email);
  checkPassword(password);
  if (funds.some(({ minor }) => minor < 0n)) throw refused('fund', 'Funds are not below zero.');
  const url = webhookUrl === undefined ? undefined : checkUrl(webhookUrl);
  if (url?.ok === false) throw refused('webhook', url.reason);
  if (options.email !== undefined && (await merchantOfEmail(pool, email)) !== undefined)
    throw refused('email', 'The e-mail address is in use.');
}

function refused(field: string, sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { [field]: [sentence] } });
}

async function hear(
  { pool, sealer, newWebhookSecret: newSecret }: OnboardDeps,
  order: { readonly merchantId: MerchantId; readonly actor: string; readonly nowMs: number },
  url: string | undefined,
): Promise<string | null> {
  if (url === undefined) return null;
  const { secret } = await setEndpoint(pool, order.merchantId, {
    ...order,
    sealer,
    newSecret,
    url,
  });
  return secret;
}
