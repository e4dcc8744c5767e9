/** A database belongs to one environment for ever: sandbox money and live money never share books or workers. */
import type { Queryable } from './connection.ts';
import { ensureDeploymentValue } from './deployment-values.ts';

/** A sentence for the operator. */
export class EnvironmentMismatchError extends Error {}

/** The first start decides. Throws EnvironmentMismatchError when the database belongs to the other one. */
export async function claimEnvironment(
  db: Queryable,
  environment: 'sandbox' | 'live',
): Promise<void> {
  const owner = await ensureDeploymentValue(db, 'environment', () => environment);
  if (owner === environment) return;
  throw new EnvironmentMismatchError(
    `This database belongs to ${owner} and HUNDI_ENV says ${environment}: each needs a database of its own.`,
  );
}
