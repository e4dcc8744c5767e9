/** Signing in: the password, then the second factor; and proving it again for what asks for that. */
import { DomainError } from '../../kit/errors.ts';
import { endSession } from '../../people/end-sessions.ts';
import { proveRecoveryCode, proveTotp } from '../../people/factors.ts';
import { askPasskey, provePasskey } from '../../people/passkeys.ts';
import { findSession, renewSession } from '../../people/sessions.ts';
import { provePassword, signIn } from '../../people/sign-in.ts';
import type { SignInAnswer } from '../answers/sign-in.ts';
import { objectIn, textIn } from '../fields.ts';
import type { Caller, OpenRoute, RouteRequest } from '../route.ts';
import { partyOf, partyOrRefuse, whoIs, type PeopleDeps } from './deps.ts';

export function signInRoutes(deps: PeopleDeps): readonly OpenRoute[] {
  return [...passwordRoutes(deps), ...proofRoutes(deps), ...endRoutes(deps)];
}

function passwordRoutes(deps: PeopleDeps): readonly OpenRoute[] {
  const { pool } = deps;
  return [
    {
      method: 'GET',
      path: '/sign-in',
      permission: 'anyone',
      handle: (request) => Promise.resolve(stageAnswer(deps, request, request.begun)),
    },
    {
      method: 'POST',
      path: '/sign-in',
      permission: 'anyone',
      handle: async (request) => {
        const { body, address, userAgent: browser, nowMs } = request;
        const email = textIn(body, 'email');
        const password = textIn(body, 'password', 1_024);
        const { audience } = deps;
        const token = await signIn(deps, { audience, email, password, address, browser, nowMs });
        request.setSession(token);
        const session = await findSession(pool, audience, token, nowMs);
        return stageAnswer(deps, request, session);
      },
    },
  ];
}

/** Of the second factor: to finish a sign-in, or again in one that is finished. */
function proofRoutes(deps: PeopleDeps): readonly OpenRoute[] {
  const { pool } = deps;
  return [
    {
      method: 'POST',
      path: '/sign-in/passkey/options',
      permission: 'begun',
      handle: ({ caller, nowMs, origin }) =>
        askPasskey(pool, partyOrRefuse(deps, { origin }), { ...whoIs(caller), nowMs }),
    },
    {
      method: 'POST',
      path: '/sign-in/passkey',
      permission: 'begun',
      handle: (request) =>
        proven(deps, request, ({ nowMs, body }, who) =>
          provePasskey(pool, partyOrRefuse(deps, request), {
            ...{ ...who, response: objectIn(body, 'response'), nowMs },
          }),
        ),
    },
    {
      method: 'POST',
      path: '/sign-in/code',
      permission: 'begun',
      handle: (request) =>
        proven(deps, request, ({ nowMs, body }, who) =>
          proveTotp(deps, { ...who, code: textIn(body, 'code', 20), nowMs }),
        ),
    },
    {
      method: 'POST',
      path: '/sign-in/recovery',
      permission: 'begun',
      handle: (request) =>
        proven(deps, request, ({ nowMs, body }, who) =>
          proveRecoveryCode(deps, { ...who, code: textIn(body, 'code', 60), nowMs }),
        ),
    },
  ];
}

function endRoutes(deps: PeopleDeps): readonly OpenRoute[] {
  const { pool } = deps;
  return [
    {
      method: 'POST',
      path: '/sign-in/password',
      permission: 'signed-in',
      handle: async (request) => {
        const { caller, body, nowMs } = request;
        const password = textIn(body, 'password', 1_024);
        // Whoever has a second factor shows that one: a password alone would be the weaker proof.
        if (caller.hasTotp || caller.hasPasskey) throw new DomainError('access.forbidden');
        await provePassword(deps, { ...whoIs(caller), password });
        request.setSession(await renewSession(pool, whoIs(caller), { factor: false, nowMs }));
      },
    },
    {
      method: 'DELETE',
      path: '/session',
      permission: 'begun',
      handle: async ({ caller, nowMs, setSession }) => {
        await endSession(pool, whoIs(caller), 'signed-out', nowMs);
        setSession(undefined);
      },
    },
  ];
}

/** A new token with the proof in it; the old one is worth nothing. */
async function proven(
  deps: PeopleDeps,
  request: RouteRequest,
  prove: (request: RouteRequest, who: ReturnType<typeof whoIs>) => Promise<void>,
): Promise<SignInAnswer> {
  const { caller, nowMs } = request;
  await prove(request, whoIs(caller));
  const token = await renewSession(deps.pool, whoIs(caller), { factor: true, nowMs });
  request.setSession(token);
  return stageAnswer(deps, request, { ...caller, stage: 'full' });
}

function stageAnswer(
  deps: PeopleDeps,
  request: Pick<RouteRequest, 'origin'>,
  session: Pick<Caller, 'stage' | 'email' | 'hasPasskey' | 'hasTotp'> | undefined,
): SignInAnswer {
  return {
    stage: session?.stage ?? 'none',
    brand: deps.brand,
    environment: deps.environment,
    email: session?.email ?? null,
    hasPasskey: session?.hasPasskey ?? false,
    hasTotp: session?.hasTotp ?? false,
    passkeysWork: partyOf(deps, request.origin) !== undefined,
  };
}
