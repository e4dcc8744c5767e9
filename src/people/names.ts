import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { platformId } from '../merchants/audit.ts';

/** By actor, as the audit writes it: `operator:<id>` and `person:<id>`; whoever is neither is left out. */
export async function namesOfActors(
  db: Queryable,
  merchantId: MerchantId,
  actors: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const ids = actors
    .map((actor) => /^(?:operator|person):([0-9a-f-]{36})$/.exec(actor)?.[1])
    .filter((id) => id !== undefined);
  if (ids.length === 0) return new Map();
  const { rows } = await db.query<{ merchant_id: MerchantId; person_id: string; name: string }>(
    `select merchant_id, person_id, name from people
     where merchant_id = any($1::uuid[]) and person_id = any($2::uuid[])`,
    [[platformId, merchantId], [...new Set(ids)]],
  );
  return new Map(
    rows.map((row) => [
      `${row.merchant_id === platformId ? 'operator' : 'person'}:${row.person_id}`,
      row.name,
    ]),
  );
}
