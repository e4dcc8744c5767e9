import { DomainError } from '../kit/errors.ts';
import { isConnectionLost, isOutOfResources, isRetryable, sqlStateOf } from './sqlstate.ts';

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
