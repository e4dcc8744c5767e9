/** Where a one-time link leads: what it is for, and using it. */
import { DomainError } from '../../kit/errors.ts';
import { findMerchant } from '../../merchants/find-merchant.ts';
import { acceptInvitation } from '../../people/accept-invitation.ts';
import { findInvitation, type Invitation } from '../../people/invitations.ts';
import { audienceOf } from '../../people/person.ts';
import { countLinkAttempt } from '../../people/sign-in.ts';
import type { InvitationAnswer } from '../answers/sign-in.ts';
import { optionalTextIn, textIn } from '../fields.ts';
import type { OpenRoute, RouteRequest } from '../route.ts';
import type { PeopleDeps } from './deps.ts';

export function welcomeRoutes(deps: PeopleDeps): readonly OpenRoute[] {
  const { pool } = deps;
  return [
    {
      method: 'POST',
      path: '/welcome/look',
      permission: 'anyone',
      handle: async (request): Promise<InvitationAnswer> => {
        const { merchantId, kind, email, role, expiresAt } = await invitationOf(deps, request);
        const merchant = await findMerchant(pool, merchantId);
        return {
          ...{ kind, role, email: email ?? null, brand: deps.brand },
          merchantName: merchant?.name ?? null,
          expiresAt: expiresAt.toISOString(),
        };
      },
    },
    {
      method: 'POST',
      path: '/welcome',
      permission: 'anyone',
      handle: async (request) => {
        const { body, address, userAgent: browser, nowMs } = request;
        await invitationOf(deps, request);
        const token = await acceptInvitation(pool, {
          token: textIn(body, 'token'),
          name: optionalTextIn(body, 'name'),
          email: optionalTextIn(body, 'email'),
          password: textIn(body, 'password', 1_024),
          ...{ address, browser, nowMs },
        });
        request.setSession(token);
      },
    },
  ];
}

/** Throws DomainError `console.used_up`, also for a link of the other site; `rate.exceeded`. */
async function invitationOf(
  { pool, rateLimits, audience }: PeopleDeps,
  { body, address, nowMs }: RouteRequest,
): Promise<Invitation> {
  await countLinkAttempt(rateLimits, address);
  const invitation = await findInvitation(pool, textIn(body, 'token'), nowMs);
  if (audienceOf(invitation.merchantId) !== audience) throw new DomainError('console.used_up');
  return invitation;
}
