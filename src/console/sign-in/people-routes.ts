/** People of a site, changed by those of them who may: the same for operators and for the team of a merchant. */
import { transaction } from '../../db/connection.ts';
import { DomainError } from '../../kit/errors.ts';
import {
  changeRole,
  checkMayGrant,
  disablePerson,
  enablePerson,
  endEverySession,
  endOneSession,
  resetPerson,
  type PersonChange,
} from '../../people/change-person.ts';
import { listSessions } from '../../people/end-sessions.ts';
import { invite, type MadeInvitation } from '../../people/invitations.ts';
import { welcomeUrl } from '../../people/links.ts';
import { actorOf, findPerson, listPeople, type Person } from '../../people/person.ts';
import { roleNamed, type Permission, type PersonRole } from '../../people/roles.ts';
import type { LinkAnswer, PersonRow } from '../answers/people.ts';
import { invalidField, textIn } from '../fields.ts';
import type { ConsoleRoute, RouteRequest } from '../route.ts';
import { homeOf, type PeopleDeps } from './deps.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { sessionRow } from './own-routes.ts';

const ids = { personId: 'person' } as const;

/** `base` is `/people` or `/team`. */
export function peopleRoutes<P extends Permission>(
  deps: PeopleDeps,
  base: string,
  may: { readonly read: P; readonly change: P },
): readonly (ConsoleRoute & { readonly permission: P })[] {
  const { pool } = deps;
  return [
    {
      method: 'GET',
      path: base,
      permission: may.read,
      handle: async ({ caller }) => ({
        rows: (await listPeople(pool, homeOf(caller))).map(personRow),
        next: null,
      }),
    },
    {
      method: 'POST',
      path: `${base}/invitations`,
      permission: may.change,
      stepUp: true,
      handle: async ({ caller, body, nowMs }) => {
        const role = roleIn(deps, body);
        checkMayGrant(caller.role, role);
        const merchantId = homeOf(caller);
        const actor = actorOf(merchantId, caller.personId);
        const email = textIn(body, 'email');
        return linkOf(
          deps,
          await transaction(pool, (tx) => invite(tx, { merchantId, email, role, actor, nowMs })),
        );
      },
    },
    {
      method: 'PUT',
      path: `${base}/:personId/role`,
      permission: may.change,
      stepUp: true,
      ids,
      handle: (request) => changeRole(pool, changeOf(request), roleIn(deps, request.body)),
    },
    {
      method: 'POST',
      path: `${base}/:personId/disable`,
      permission: may.change,
      stepUp: true,
      ids,
      handle: (request) => disablePerson(pool, changeOf(request)),
    },
    {
      method: 'POST',
      path: `${base}/:personId/enable`,
      permission: may.change,
      stepUp: true,
      ids,
      handle: (request) => enablePerson(pool, changeOf(request)),
    },
    {
      method: 'POST',
      path: `${base}/:personId/reset`,
      permission: may.change,
      stepUp: true,
      ids,
      handle: async (request) => linkOf(deps, await resetPerson(pool, changeOf(request))),
    },
    ...sessionsOfOthers(deps, base, may),
    ...invitationRoutes(pool, { base, ...may, homeOf: ({ caller }) => homeOf(caller) }),
  ];
}

function sessionsOfOthers<P extends Permission>(
  { pool }: PeopleDeps,
  base: string,
  may: { readonly read: P; readonly change: P },
): readonly (ConsoleRoute & { readonly permission: P })[] {
  return [
    {
      method: 'GET',
      path: `${base}/:personId/sessions`,
      permission: may.read,
      ids,
      handle: async ({ caller, params, nowMs }) => {
        const personId = params['personId'] ?? '';
        if ((await findPerson(pool, homeOf(caller), personId)) === undefined)
          throw new DomainError('console.not_found');
        const sessions = await listSessions(pool, homeOf(caller), personId, nowMs);
        return { rows: sessions.map((one) => sessionRow(one, caller.sessionId)), next: null };
      },
    },
    {
      method: 'DELETE',
      path: `${base}/:personId/sessions`,
      permission: may.change,
      ids,
      handle: (request) => endEverySession(pool, changeOf(request)),
    },
    {
      method: 'DELETE',
      path: `${base}/:personId/sessions/:sessionId`,
      permission: may.change,
      ids: { personId: 'person', sessionId: 'session' },
      handle: (request) =>
        endOneSession(pool, changeOf(request), request.params['sessionId'] ?? ''),
    },
  ];
}

function changeOf({ caller, params, nowMs }: RouteRequest): PersonChange {
  const merchantId = homeOf(caller);
  return {
    merchantId,
    personId: params['personId'] ?? '',
    actor: actorOf(merchantId, caller.personId),
    actingRole: caller.role,
    nowMs,
  };
}

function roleIn({ audience }: PeopleDeps, body: RouteRequest['body']): PersonRole {
  const role = roleNamed(audience, textIn(body, 'role'));
  if (role === undefined) throw invalidField('role', 'There is no such role here.');
  return role;
}

export function linkOf(
  { publicUrl, audience }: Pick<PeopleDeps, 'publicUrl' | 'audience'>,
  { token, email, expiresAt }: MadeInvitation,
): LinkAnswer {
  return {
    url: welcomeUrl(publicUrl, audience, token),
    email: email ?? null,
    expiresAt: expiresAt.toISOString(),
  };
}

function personRow(person: Person): PersonRow {
  const { createdAt, seenAt, merchantId: _, ...rest } = person;
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    seenAt: seenAt?.toISOString() ?? null,
  };
}
