/** What a person does about the own sign-in: who it is, its sessions, its password. */
import { DomainError } from '../../kit/errors.ts';
import { changePassword } from '../../people/change-password.ts';
import { endSession, endSessionsOf, listSessions } from '../../people/end-sessions.ts';
import { permissionsOf } from '../../people/roles.ts';
import type { OpenSession } from '../../people/end-sessions.ts';
import type { SessionAnswer } from '../answers/session.ts';
import type { SessionRow } from '../answers/sign-in.ts';
import { textIn } from '../fields.ts';
import type { OpenRoute } from '../route.ts';
import { homeOf, whoIs, type PeopleDeps } from './deps.ts';

export function ownRoutes(deps: PeopleDeps): readonly OpenRoute[] {
  const { pool, brand, environment, audience } = deps;
  return [
    {
      method: 'GET',
      path: '/session',
      permission: 'signed-in',
      handle: ({ caller }) => {
        const { personId, name, email, role, merchantId } = caller;
        const answer: SessionAnswer = {
          person: { personId, name, email, role },
          permissions: permissionsOf(audience, role),
          ...{ brand, environment },
          merchant:
            merchantId === undefined ? null : { merchantId, name: caller.merchantName ?? '' },
        };
        return Promise.resolve(answer);
      },
    },
    {
      method: 'GET',
      path: '/me/sessions',
      permission: 'signed-in',
      handle: async ({ caller, nowMs }) => {
        const sessions = await listSessions(pool, homeOf(caller), caller.personId, nowMs);
        return { rows: sessions.map((one) => sessionRow(one, caller.sessionId)), next: null };
      },
    },
    {
      method: 'DELETE',
      path: '/me/sessions/:sessionId',
      permission: 'signed-in',
      ids: { sessionId: 'session' },
      handle: async ({ caller, params, nowMs }) => {
        const session = { ...whoIs(caller), sessionId: params['sessionId'] ?? '' };
        if (!(await endSession(pool, session, 'ended', nowMs)))
          throw new DomainError('console.not_found');
      },
    },
    {
      method: 'DELETE',
      path: '/me/sessions',
      permission: 'signed-in',
      handle: ({ caller, nowMs }) =>
        endSessionsOf(pool, whoIs(caller), 'ended', nowMs, caller.sessionId),
    },
    {
      method: 'POST',
      path: '/me/password',
      permission: 'signed-in',
      stepUp: true,
      handle: ({ caller, body, nowMs }) =>
        changePassword(pool, whoIs(caller), textIn(body, 'password', 1_024), nowMs),
    },
  ];
}

export function sessionRow(session: OpenSession, thisId: string): SessionRow {
  return {
    sessionId: session.sessionId,
    address: session.address,
    browser: session.browser,
    createdAt: session.createdAt.toISOString(),
    seenAt: session.seenAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    isThis: session.sessionId === thisId,
  };
}
