/** Operators among themselves, and the links to the team of a merchant, of which they send the first. */
import { transaction, type Pool } from '../../db/connection.ts';
import { DomainError } from '../../kit/errors.ts';
import type { MerchantId } from '../../kit/ids.ts';
import { findMerchant } from '../../merchants/find-merchant.ts';
import { invite } from '../../people/invitations.ts';
import { actorOf } from '../../people/person.ts';
import { platformId } from '../../merchants/audit.ts';
import { roleNamed } from '../../people/roles.ts';
import { invalidField, textIn } from '../fields.ts';
import type { OperatorRoute, RouteRequest } from '../route.ts';
import { invitationRoutes } from '../sign-in/invitation-routes.ts';
import { linkOf, peopleRoutes } from '../sign-in/people-routes.ts';
import type { OperatorDeps } from './deps.ts';

export function operatorPeopleRoutes({
  pool,
  people,
  teams,
}: OperatorDeps): readonly OperatorRoute[] {
  return [
    ...peopleRoutes(people, '/people', { read: 'people.read', change: 'people.change' }),
    {
      method: 'POST',
      path: '/merchants/:merchantId/team/invitations',
      permission: 'merchants.change',
      stepUp: true,
      ids: { merchantId: 'merchant' },
      handle: async ({ caller, params, body, nowMs }) => {
        const merchantId = await teamIn(pool, params);
        const role = roleNamed('merchant', textIn(body, 'role'));
        if (role === undefined) throw invalidField('role', 'A team has no such role.');
        const actor = actorOf(platformId, caller.personId);
        const email = textIn(body, 'email');
        const made = await transaction(pool, (tx) =>
          invite(tx, { merchantId, email, role, actor, nowMs }),
        );
        return linkOf(teams, made);
      },
    },
    ...invitationRoutes(pool, {
      base: '/merchants/:merchantId/team',
      ids: { merchantId: 'merchant' },
      read: 'merchants.change',
      change: 'merchants.change',
      homeOf: ({ params }) => teamIn(pool, params),
    }),
  ];
}

/** Only a merchant has a team. Throws DomainError `console.not_found`. */
async function teamIn(pool: Pool, { merchantId }: RouteRequest['params']): Promise<MerchantId> {
  const merchant = await findMerchant(pool, merchantId ?? '');
  if (merchant?.kind !== 'merchant') throw new DomainError('console.not_found');
  return merchant.merchantId;
}
