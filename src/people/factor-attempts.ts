/** How often a second factor may be wrong. Who gets this far has the password, so that no stranger can lock anybody out. */
import type { Pool } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';

const mostFailures = 10;
export const factorLockMs = 30 * 60_000;

interface Attempt {
  readonly merchantId: MerchantId;
  readonly personId: string;
  readonly nowMs: number;
}

/**
 * Counts the attempt before it is judged, so that any number at the same time is no more than ten; one that succeeds
 * takes the count back. Throws DomainError `console.factor_refused`, also while it is locked.
 */
export async function attemptFactor(
  pool: Pool,
  { merchantId, personId, nowMs }: Attempt,
  prove: () => Promise<boolean>,
): Promise<void> {
  const { rows } = await pool.query<{ factor_failures: number }>(
    `update people set
       factor_failures = case when factor_locked_until <= $3 then 1 else factor_failures + 1 end,
       factor_locked_until = case when factor_locked_until is null and factor_failures + 1 >= $4 then $5::timestamptz end
     where merchant_id = $1 and person_id = $2 and (factor_locked_until is null or factor_locked_until <= $3)
     returning factor_failures`,
    [merchantId, personId, new Date(nowMs), mostFailures, new Date(nowMs + factorLockMs)],
  );
  if (rows.length === 0)
    throw new DomainError('console.factor_refused', {
      reason: 'Too many wrong codes. Try again in half an hour.',
    });
  if (!(await prove())) throw new DomainError('console.factor_refused');
  await pool.query(
    'update people set factor_failures = 0, factor_locked_until = null where merchant_id = $1 and person_id = $2',
    [merchantId, personId],
  );
}
