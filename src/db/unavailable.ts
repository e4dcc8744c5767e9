import { DomainError } from '../kit/errors.ts';
import { isConnectionLost, isOutOfResources, isRetryable, sqlStateOf } from './sqlstate.ts';

/** Why nobody was served where no error of the database says so; these words stand in the log as `errorCode`. */
type Because =
  | 'COMMIT_NOT_CONFIRMED'
  | 'COMMIT_NOT_READ_BACK'
  | 'ACCOUNTS_HELD'
  | 'LANE_BEHIND'
  | 'STOPPING'
  | 'REVOCATIONS_UNKNOWN'
  | 'SWITCHED_OFF'
  | 'TOO_MANY_REPORTS'
  | 'DOCUMENTS_NOT_BUILT';

/** For the log alone: whoever is called at night does another thing for each. No error of its own, which would cost a stack. */
export function notServedNow(
  code: 'service.unavailable' | 'service.overloaded',
  because: Because,
  retryAfterSeconds?: number,
): DomainError {
  const refusal = new DomainError(
    code,
    retryAfterSeconds === undefined ? {} : { retryAfterSeconds },
  );
  refusal.cause = { name: 'Outage', code: because };
  return refusal;
}

const statementCancelled = '57014';

/**
 * What to throw when a statement without effect fails: `service.unavailable` when the database is
 * away, full or too slow, and the error itself when it is a fault of ours.
 */
export function unavailableOr(error: unknown): unknown {
  if (error instanceof DomainError) return error;
  const away =
    isConnectionLost(error) ||
    isOutOfResources(error) ||
    isRetryable(error) ||
    sqlStateOf(error) === statementCancelled;
  if (!away) return error;
  const refusal = new DomainError('service.unavailable', { retryAfterSeconds: 1 });
  // For the log alone: whether it is away, full or slow is another thing to do for whoever is called at night.
  refusal.cause = error;
  return refusal;
}
