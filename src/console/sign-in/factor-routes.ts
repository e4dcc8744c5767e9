/** The second factors of whoever is signed in, and of whoever has to enrol one before that. */
import { renderSVG } from 'uqr';
import { confirmTotp, offerTotp } from '../../people/factors.ts';
import { addPasskey, listPasskeys, offerPasskey } from '../../people/passkeys.ts';
import { findPerson } from '../../people/person.ts';
import { removePasskey, removeTotp, renewRecoveryCodes } from '../../people/remove-factor.ts';
import { needsFactor } from '../../people/roles.ts';
import { renewSession } from '../../people/sessions.ts';
import type { EnrolledAnswer, FactorsAnswer, TotpOfferAnswer } from '../answers/sign-in.ts';
import { objectIn, optionalTextIn, textIn } from '../fields.ts';
import type { OpenRoute, RouteRequest } from '../route.ts';
import { homeOf, partyOf, partyOrRefuse, whoIs, type PeopleDeps } from './deps.ts';

export function factorRoutes(deps: PeopleDeps): readonly OpenRoute[] {
  return [
    {
      method: 'GET',
      path: '/me/factors',
      permission: 'enrolling',
      handle: (request) => factorsOf(deps, request),
    },
    ...passkeyRoutes(deps),
    ...appRoutes(deps),
  ];
}

function passkeyRoutes(deps: PeopleDeps): readonly OpenRoute[] {
  const { pool } = deps;
  return [
    {
      method: 'POST',
      path: '/me/passkeys/options',
      permission: 'enrolling',
      stepUp: true,
      handle: ({ caller, nowMs, origin }) =>
        offerPasskey(pool, partyOrRefuse(deps, { origin }), {
          ...{ ...whoIs(caller), email: caller.email, name: caller.name, nowMs },
        }),
    },
    {
      method: 'POST',
      path: '/me/passkeys',
      permission: 'enrolling',
      stepUp: true,
      handle: async (request) => {
        const { caller, body, nowMs } = request;
        const response = objectIn(body, 'response');
        const keyName = optionalTextIn(body, 'name', 80);
        const party = partyOrRefuse(deps, request);
        const given = { ...whoIs(caller), response, keyName, nowMs };
        return enrolled(deps, request, await addPasskey(pool, party, given));
      },
    },
    {
      method: 'DELETE',
      path: '/me/passkeys/:factorId',
      permission: 'signed-in',
      stepUp: true,
      ids: { factorId: 'factor' },
      handle: ({ caller, params, nowMs }) =>
        removePasskey(pool, {
          ...{ ...whoIs(caller), credentialId: params['factorId'] ?? '', nowMs },
        }),
    },
  ];
}

function appRoutes(deps: PeopleDeps): readonly OpenRoute[] {
  const { pool } = deps;
  return [
    {
      method: 'POST',
      path: '/me/totp',
      permission: 'enrolling',
      stepUp: true,
      handle: async ({ caller }): Promise<TotpOfferAnswer> => {
        const { brand } = deps;
        const offer = await offerTotp(deps, { ...whoIs(caller), email: caller.email, brand });
        return { ...offer, svg: renderSVG(offer.uri, { border: 2 }) };
      },
    },
    {
      method: 'POST',
      path: '/me/totp/confirm',
      permission: 'enrolling',
      stepUp: true,
      handle: async (request) => {
        const { caller, body, nowMs } = request;
        const proof = { ...whoIs(caller), code: textIn(body, 'code', 20), nowMs };
        return enrolled(deps, request, await confirmTotp(deps, proof));
      },
    },
    {
      method: 'DELETE',
      path: '/me/totp',
      permission: 'signed-in',
      stepUp: true,
      handle: ({ caller, nowMs }) => removeTotp(pool, { ...whoIs(caller), nowMs }),
    },
    {
      method: 'POST',
      path: '/me/recovery-codes',
      permission: 'signed-in',
      stepUp: true,
      handle: async ({ caller, nowMs }): Promise<EnrolledAnswer> => ({
        recoveryCodes: await renewRecoveryCodes(pool, { ...whoIs(caller), nowMs }),
      }),
    },
  ];
}

/** Whoever has just enrolled a factor has proven it: the session is a full one from here on. */
async function enrolled(
  { pool }: PeopleDeps,
  { caller, nowMs, setSession }: RouteRequest,
  codes: string[] | undefined,
): Promise<EnrolledAnswer> {
  setSession(await renewSession(pool, whoIs(caller), { factor: true, nowMs }));
  return { recoveryCodes: codes ?? null };
}

async function factorsOf(
  deps: PeopleDeps,
  { caller, origin }: RouteRequest,
): Promise<FactorsAnswer> {
  const merchantId = homeOf(caller);
  const [keys, person] = await Promise.all([
    listPasskeys(deps.pool, merchantId, caller.personId),
    findPerson(deps.pool, merchantId, caller.personId),
  ]);
  return {
    passkeys: keys.map((key) => ({
      credentialId: key.credentialId,
      name: key.name,
      createdAt: key.createdAt.toISOString(),
      usedAt: key.usedAt?.toISOString() ?? null,
    })),
    hasTotp: person?.hasTotp ?? false,
    recoveryCodes: person?.recoveryCodes ?? 0,
    passkeysWork: partyOf(deps, origin) !== undefined,
    isFactorNeeded: needsFactor(deps.audience, caller.role),
  };
}
