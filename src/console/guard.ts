/** The walls before a route: where a change was asked for, who asks, what they may, and whether they showed it lately. */
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../kit/errors.ts';
import { permissionsOf } from '../people/roles.ts';
import type { Audience, Caller, ConsoleRoute } from './route.ts';

const stepUpMs = 5 * 60_000;

/** A page of another site can neither read our answers nor set this header without asking first, and we never agree. */
export const csrfHeader = 'x-hundi-console';

/** Throws DomainError `access.forbidden` when a change does not come from a page of this site. */
export function checkOrigin(request: FastifyRequest): void {
  if (request.method === 'GET') return;
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (request.headers[csrfHeader] !== '1') throw new DomainError('access.forbidden');
  if (site !== undefined && site !== 'same-origin') throw new DomainError('access.forbidden');
  if (origin !== undefined && hostOf(origin) !== host) throw new DomainError('access.forbidden');
}

/** Throws DomainError `access.unauthenticated`, `access.forbidden`, `console.step_up_required`. */
export function admit(
  route: ConsoleRoute,
  audience: Audience,
  caller: Caller | undefined,
  nowMs: number,
): void {
  if (route.permission === 'anyone') return;
  if (caller?.audience !== audience) throw new DomainError('access.unauthenticated');
  if (
    route.permission !== 'signed-in' &&
    !permissionsOf(audience, caller.role).includes(route.permission)
  )
    throw new DomainError('access.forbidden');
  const shownAtMs = caller.steppedUpAtMs;
  if (route.stepUp === true && (shownAtMs === undefined || nowMs - shownAtMs > stepUpMs))
    throw new DomainError('console.step_up_required');
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
