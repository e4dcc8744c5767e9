/** The walls before a route: where a change was asked for, who asks, what they may, and whether they showed it lately. */
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../kit/errors.ts';
import { isUuid } from '../kit/ids.ts';
import { permissionsOf } from '../people/roles.ts';
import type { SessionStage } from '../people/sessions.ts';
import type { Audience, Caller, ConsoleRoute, IdKind } from './route.ts';

const stepUpMs = 5 * 60_000;

/** A page of another site can neither read our answers nor set this header without asking first, and we never agree. */
const csrfHeader = 'x-hundi-console';

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
  const { permission } = route;
  if (permission === 'anyone') return;
  if (caller?.audience !== audience || !stagesOf(permission).includes(caller.stage))
    throw new DomainError('access.unauthenticated');
  if (!isOpen(permission) && !permissionsOf(audience, caller.role).includes(permission))
    throw new DomainError('access.forbidden');
  const shownAtMs = caller.steppedUpAtMs;
  if (route.stepUp === true && (shownAtMs === undefined || nowMs - shownAtMs > stepUpMs))
    throw new DomainError('console.step_up_required');
}

/**
 * An id that is no id names nothing. Throws DomainError `console.not_found`.
 */
export function checkIds(
  { ids = {} }: ConsoleRoute,
  params: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(params))
    // The database keeps no text with a zero in it, and asks no question about one.
    if (value.includes('\0') || (uuidKinds.has(ids[name]) && !isUuid(value)))
      throw new DomainError('console.not_found');
}

const uuidKinds: ReadonlySet<IdKind | undefined> = new Set([
  'merchant',
  'person',
  'session',
  'proof',
  'saved_filter',
]);

const openStages = {
  'signed-in': ['full'],
  enrolling: ['enrol', 'full'],
  begun: ['factor', 'enrol', 'full'],
} as const;

function isOpen(permission: ConsoleRoute['permission']): permission is keyof typeof openStages {
  return permission in openStages;
}

function stagesOf(permission: ConsoleRoute['permission']): readonly SessionStage[] {
  return isOpen(permission) ? openStages[permission] : ['full'];
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
