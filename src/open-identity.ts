/** Puts together what callers are known by, shared by all doors of a process. */
import type { Config } from './config.ts';
import type { Pool } from './db/connection.ts';
import { AccessTokens } from './identity/access-tokens.ts';
import { Admission } from './identity/admission.ts';
import type { DeploymentSecrets } from './identity/deployment-secrets.ts';
import { profileTokenSeconds } from './identity/profile-logins.ts';
import { RateLimits } from './identity/rate-limits.ts';
import { Revocations } from './identity/revocations.ts';
import { Sessions } from './identity/sessions.ts';
import { longestClientTokenSeconds } from './identity/token-lives.ts';
import { systemClock } from './kit/clock.ts';
import { MerchantAccess } from './merchants/access.ts';

export async function openIdentity(config: Config, pool: Pool, secrets: DeploymentSecrets) {
  const { accessTokenSeconds } = config.xoompe;
  // What can be set counts, not what is set: a token may have been issued before it was made shorter.
  const longestTokenSeconds = Math.max(longestClientTokenSeconds, profileTokenSeconds);
  const revocations = new Revocations(pool, systemClock, longestTokenSeconds * 1_000);
  const access = new MerchantAccess(pool);
  const rateLimits = new RateLimits(pool);
  const tokens = new AccessTokens(
    {
      keys: secrets.signingKeys,
      issuer: config.brand,
      audience: `${config.brand} ${config.environment}`,
      lifeSeconds: accessTokenSeconds,
    },
    revocations,
    systemClock,
  );
  const sessions = new Sessions(pool, tokens, revocations, secrets, systemClock);
  const admission = new Admission(tokens, access);
  await revocations.start();
  access.start();
  rateLimits.start();
  const stop = () => {
    revocations.stop();
    access.stop();
    rateLimits.stop();
  };
  return { sessions, admission, rateLimits, merchants: access, revocations, stop };
}
