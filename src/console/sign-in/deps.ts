/** What the routes of signing in work with, the same on both sites. */
import { DomainError } from '../../kit/errors.ts';
import type { FactorDeps } from '../../people/factors.ts';
import { relyingPartyOf, type RelyingParty } from '../../people/passkeys.ts';
import type { Audience } from '../../people/roles.ts';
import type { SignInDeps } from '../../people/sign-in.ts';
import { platformId } from '../../merchants/audit.ts';
import type { MerchantId } from '../../kit/ids.ts';
import type { Caller, RouteRequest } from '../route.ts';

export interface PeopleDeps extends SignInDeps, FactorDeps {
  readonly audience: Audience;
  readonly brand: string;
  readonly environment: 'sandbox' | 'live';
  /** The origin that browsers know us by. */
  readonly publicUrl: string;
}

/** The merchant of the caller; operators stand with the platform. */
export function homeOf(caller: Caller): MerchantId {
  return caller.merchantId ?? platformId;
}

export function whoIs(caller: Caller) {
  return {
    merchantId: homeOf(caller),
    sessionId: caller.sessionId,
    personId: caller.personId,
  };
}

/** Undefined where no browser can keep a passkey. A sandbox is also reached by the name of this machine. */
export function partyOf(deps: PeopleDeps, origin: string | undefined): RelyingParty | undefined {
  const isLocal =
    deps.environment === 'sandbox' &&
    origin !== undefined &&
    URL.canParse(origin) &&
    new URL(origin).hostname === 'localhost';
  return relyingPartyOf(isLocal ? origin : deps.publicUrl, deps.brand);
}

/** Throws DomainError `console.conflict`. */
export function partyOrRefuse(
  deps: PeopleDeps,
  { origin }: Pick<RouteRequest, 'origin'>,
): RelyingParty {
  const party = partyOf(deps, origin);
  if (party !== undefined) return party;
  throw new DomainError('console.conflict', {
    reason: 'A passkey needs a host name; at a bare address only codes of an app can be used.',
  });
}
