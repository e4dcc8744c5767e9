/** Puts the Xprizo door together from what the gateway has. */
import { approvalPageUrl, openApprovalPage } from './approval-page.ts';
import type { Config } from './config.ts';
import type { Pool } from './db/connection.ts';
import type { DepositParts } from './dialects/xprizo/deposit-parts.ts';
import { xprizoDoor } from './dialects/xprizo/door.ts';
import { callerAddressFrom } from './http/caller-address.ts';
import type { Door } from './http/door.ts';
import { AccessTokens } from './identity/access-tokens.ts';
import type { DeploymentSecrets } from './identity/deployment-secrets.ts';
import { Pins } from './identity/pins.ts';
import { ProfileCallers } from './identity/profile-callers.ts';
import { ProfileLogins, profileTokenSeconds } from './identity/profile-logins.ts';
import type { RateLimits } from './identity/rate-limits.ts';
import type { Revocations } from './identity/revocations.ts';
import { systemClock } from './kit/clock.ts';
import type { MerchantAccess } from './merchants/access.ts';
import { TransactionNumbers } from './payments/transaction-numbers.ts';
import type { CarryDeps } from './transfers/carry-on.ts';
import type { Egress } from './webhooks/egress.ts';

export interface XprizoGiven {
  readonly config: Config;
  readonly pool: Pool;
  readonly secrets: DeploymentSecrets;
  readonly egress: Egress;
  readonly identity: {
    readonly merchants: MerchantAccess;
    readonly rateLimits: RateLimits;
    readonly revocations: Revocations;
  };
  readonly transfers: CarryDeps;
  readonly deposits: DepositParts;
}

/** The contract, and the page on which a payer approves. */
export function openXprizo(given: XprizoGiven): readonly Door[] {
  const { config, pool, secrets, egress, identity, transfers, deposits } = given;
  const { merchants, rateLimits, revocations } = identity;
  const tokens = new AccessTokens(
    {
      keys: secrets.signingKeys,
      issuer: config.brand,
      // A token of one contract is none of the other.
      audience: `${config.brand} ${config.environment} profiles`,
      lifeSeconds: profileTokenSeconds,
    },
    revocations,
    systemClock,
  );
  const { payLinkKeys } = secrets;
  const shared = {
    ...{ merchants, rateLimits, transfers },
    pins: new Pins(pool),
    logins: new ProfileLogins(pool, tokens, systemClock),
    callerAddressOf: callerAddressFrom(config.trustedProxies),
  };
  const door = xprizoDoor({
    ...shared,
    pool,
    callers: new ProfileCallers(pool, { tokens, merchants }, systemClock),
    clock: systemClock,
    checkUrl: (url) => egress.checkUrl(url),
    transactionNumbers: new TransactionNumbers(pool),
    approvalPageUrl: (key) => approvalPageUrl(config, payLinkKeys, key),
    isLive: config.environment === 'live',
    deposits,
  });
  return [door, openApprovalPage({ ...shared, config, payLinkKeys, db: pool })];
}
