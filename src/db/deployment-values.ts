/** Small facts shared by all processes of a deployment, such as the secrets of a sandbox. */
import type { Queryable } from './connection.ts';

/** Whoever is first decides; everybody reads the same value afterwards. */
export async function ensureDeploymentValue(
  db: Queryable,
  name: string,
  make: () => string,
): Promise<string> {
  const found = await findDeploymentValue(db, name);
  if (found !== undefined) return found;
  await db.query(
    'insert into deployment_values (name, value) values ($1, $2) on conflict (name) do nothing',
    [name, make()],
  );
  const settled = await findDeploymentValue(db, name);
  if (settled === undefined) throw new Error(`The deployment value ${name} could not be kept.`);
  return settled;
}

export async function findDeploymentValue(
  db: Queryable,
  name: string,
): Promise<string | undefined> {
  const { rows } = await db.query<{ value: string }>(
    'select value from deployment_values where name = $1',
    [name],
  );
  return rows[0]?.value;
}

export async function setDeploymentValue(
  db: Queryable,
  name: string,
  value: string,
): Promise<void> {
  await db.query(
    `insert into deployment_values (name, value) values ($1, $2)
     on conflict (name) do update set value = excluded.value`,
    [name, value],
  );
}

/** Resolves to what it was. */
export async function removeDeploymentValue(
  db: Queryable,
  name: string,
): Promise<string | undefined> {
  const { rows } = await db.query<{ value: string }>(
    'delete from deployment_values where name = $1 returning value',
    [name],
  );
  return rows[0]?.value;
}
