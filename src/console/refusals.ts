/** How the console words a refusal. */
import type { DomainError } from '../kit/errors.ts';
import { type ErrorCode } from '../kit/errors.ts';
import type { HttpAnswer } from '../http/door.ts';
import { retryAfterOf } from '../http/retry-after.ts';

const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  'request.malformed': 400,
  'request.invalid_fields': 422,
  'request.too_large': 413,
  'request.unsupported_type': 415,
  'request.route_unknown': 404,
  'request.method_not_allowed': 405,
  'access.unauthenticated': 401,
  'access.forbidden': 403,
  'console.step_up_required': 403,
  'console.factor_refused': 403,
  'console.not_found': 404,
  'console.own_draft': 403,
  'console.used_up': 410,
  'login.refused': 401,
  'rate.exceeded': 429,
  'payout.not_found': 404,
  'settlement.not_found': 404,
  'service.unavailable': 503,
  'service.overloaded': 503,
  'service.internal': 500,
};

/** `{ error: { code, message, fields?, supportId? } }`; what is refused by a rule of money is 409. */
export function refuse(error: DomainError, supportId: string | undefined): HttpAnswer {
  const { fields, reason } = error.details;
  return {
    status: statuses[error.code] ?? 409,
    headers: retryAfterOf(error),
    body: JSON.stringify({
      error: {
        code: error.code,
        message: reason ?? error.message,
        ...(fields && { fields: firstOfEach(fields) }),
        ...(supportId !== undefined && { supportId }),
      },
    }),
  };
}

function firstOfEach(fields: Readonly<Record<string, readonly string[]>>) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, sentences]) => [name, sentences[0] ?? '']),
  );
}
