/** One-time links that are out: seen by those who may make them, and taken back. */
import { transaction, type Pool } from '../../db/connection.ts';
import { DomainError } from '../../kit/errors.ts';
import type { MerchantId } from '../../kit/ids.ts';
import { namesOfActors } from '../../people/names.ts';
import { listInvitations, voidInvitations } from '../../people/open-invitations.ts';
import { actorOf } from '../../people/person.ts';
import type { Permission } from '../../people/roles.ts';
import { platformId } from '../../merchants/audit.ts';
import type { InvitationRow } from '../answers/people.ts';
import type { ConsoleRoute, IdKind, RouteRequest } from '../route.ts';

interface Place<P extends Permission> {
  /** Above `/invitations`. */
  readonly base: string;
  readonly ids?: Readonly<Record<string, IdKind>>;
  readonly read: P;
  readonly change: P;
  /** Whose links they are. Throws DomainError `console.not_found`. */
  readonly homeOf: (request: RouteRequest) => MerchantId | Promise<MerchantId>;
}

export function invitationRoutes<P extends Permission>(
  pool: Pool,
  { base, ids = {}, read, change, homeOf }: Place<P>,
): readonly (ConsoleRoute & { readonly permission: P })[] {
  return [
    {
      method: 'GET',
      path: `${base}/invitations`,
      permission: read,
      ids,
      handle: async (request) => ({
        rows: await rowsOf(pool, await homeOf(request), request.nowMs),
        next: null,
      }),
    },
    {
      method: 'DELETE',
      path: `${base}/invitations/:invitationId`,
      permission: change,
      stepUp: true,
      ids: { ...ids, invitationId: 'invitation' },
      handle: async (request) => {
        const { caller, params, nowMs } = request;
        const named = params['invitationId'] ?? '';
        // By its id alone: an address would name all links to it.
        if (!/^[0-9a-f]{12}$/.test(named)) throw new DomainError('console.not_found');
        const merchantId = await homeOf(request);
        const actor = actorOf(caller.merchantId ?? platformId, caller.personId);
        const order = { merchantId, named, actor, actingRole: caller.role, nowMs };
        const voided = await transaction(pool, (tx) => voidInvitations(tx, order));
        if (voided.length === 0) throw new DomainError('console.not_found');
      },
    },
  ];
}

async function rowsOf(pool: Pool, merchantId: MerchantId, nowMs: number): Promise<InvitationRow[]> {
  const found = await listInvitations(pool, merchantId, nowMs);
  const actors = found.map(({ invitedBy }) => invitedBy);
  const names = await namesOfActors(pool, merchantId, actors);
  return found.map(({ id, kind, email, role, invitedBy, createdAt, expiresAt }) => ({
    ...{ invitationId: id, kind, email, role },
    invitedBy: names.get(invitedBy) ?? invitedBy,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }));
}
