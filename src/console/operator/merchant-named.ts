/** The merchant that a route is about, and who changes it. */
import type { Queryable } from '../../db/connection.ts';
import { DomainError } from '../../kit/errors.ts';
import { isUuid } from '../../kit/ids.ts';
import { platformId } from '../../merchants/audit.ts';
import { findMerchant } from '../../merchants/find-merchant.ts';
import type { MerchantView } from '../../merchants/merchant.ts';
import { actorOf } from '../../people/person.ts';
import type { RouteRequest } from '../route.ts';

/** Throws DomainError `console.not_found`. */
export async function merchantNamed(
  db: Queryable,
  { params }: Pick<RouteRequest, 'params'>,
): Promise<MerchantView> {
  const merchantId = params['merchantId'] ?? '';
  const merchant = isUuid(merchantId) ? await findMerchant(db, merchantId) : undefined;
  if (merchant === undefined) throw new DomainError('console.not_found');
  return merchant;
}

/** As changes of a merchant are ordered. */
export function orderOf(
  { merchantId, merchantNo }: MerchantView,
  { caller, nowMs }: Pick<RouteRequest, 'caller' | 'nowMs'>,
) {
  return { merchantId, merchantNo, actor: actorOf(platformId, caller.personId), nowMs };
}

/** Throws DomainError `console.conflict` where a change found nothing to change. */
export function orMissing<T>(changed: T | undefined, sentence: string): T {
  if (changed !== undefined) return changed;
  throw new DomainError('console.conflict', { reason: sentence });
}
