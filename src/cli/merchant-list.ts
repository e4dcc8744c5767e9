/** Owners of one kind, as `hundi merchant list` and `hundi user list` show them. */
import type { Pool } from '../db/connection.ts';
import { listMerchants } from '../merchants/find-merchant.ts';
import type { MerchantView, OwnerKind } from '../merchants/merchant.ts';
import { shownMerchant } from './merchant-shown.ts';
import { table, type Answer } from './output.ts';

export const ownerKinds = ['merchant', 'user', 'processing'] as const satisfies OwnerKind[];

export async function listAll(pool: Pool, kind: OwnerKind): Promise<Answer> {
  const owners: MerchantView[] = [];
  for (let afterNo = 0; ;) {
    const page = await listMerchants(pool, { afterNo, kind });
    const last = page.at(-1);
    if (last === undefined) break;
    owners.push(...page);
    afterNo = last.merchantNo;
  }
  const rows = owners.map(({ merchantNo, merchantId, environment, status, name }) => [
    merchantNo,
    merchantId,
    environment,
    status,
    name,
  ]);
  return {
    data: { [kind === 'user' ? 'users' : 'merchants']: owners.map(shownMerchant) },
    text: table(['number', kind, 'environment', 'status', 'name'], rows),
  };
}
