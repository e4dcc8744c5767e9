import type { Queryable } from '../db/connection.ts';
import { newApprovalKey } from '../merchants/approval-key.ts';
import { findByApprovalKey } from './xprizo-transactions.ts';

/**
 * One that no transaction of the owner has: with seven characters by chance, one in some thousand would be taken at ten
 * million transactions, and nothing would come of what asked for it.
 */
export async function freeApprovalKey(
  db: Queryable,
  { merchantId, merchantNo }: { readonly merchantId: string; readonly merchantNo: number },
  drawKey = newApprovalKey,
): Promise<string> {
  let key: string;
  do key = drawKey(merchantNo);
  while ((await findByApprovalKey(db, merchantId, key)) !== undefined);
  return key;
}
