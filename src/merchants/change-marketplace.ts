/** Marketplace codes are made and changed by the operator; who did it and when stays on every version. */
import type { Queryable } from '../db/connection.ts';
import { isUniqueViolation } from '../db/sqlstate.ts';
import { DomainError } from '../kit/errors.ts';
import { checkFees } from './check-terms.ts';
import {
  findMarketplace,
  marketplaceValues,
  type Marketplace,
  type MarketplaceTerms,
} from './marketplaces.ts';

/** Throws DomainError `request.invalid_fields`: an unknown code prices nothing and reaches nobody. */
export async function refuseUnknownMarketplace(db: Queryable, code: string): Promise<void> {
  checkMarketplaceCode(code);
  if ((await findMarketplace(db, code)) === undefined)
    throw refused('There is no such marketplace code.');
}

/** Throws DomainError `request.invalid_fields`, for a code that exists as well. */
export async function createMarketplace(
  db: Queryable,
  code: string,
  terms: MarketplaceTerms,
  order: { readonly actor: string; readonly nowMs: number },
): Promise<Marketplace> {
  checkMarketplaceCode(code);
  return insert(db, { ...terms, ...stamp(order), code, version: 1 }, 'The code exists already.');
}

/**
 * A new version; what is not named stays. Orders that were made keep their price. Undefined when there is no such
 * code. Throws DomainError `request.invalid_fields`.
 */
export async function changeMarketplace(
  db: Queryable,
  code: string,
  {
    plans,
    ...sets
  }: Partial<Omit<MarketplaceTerms, 'plans'>> & {
    readonly plans?: Partial<MarketplaceTerms['plans']>;
  },
  order: { readonly actor: string; readonly nowMs: number },
): Promise<Marketplace | undefined> {
  const before = await findMarketplace(db, code);
  if (before === undefined) return undefined;
  const after = {
    ...{ ...before, ...sets, plans: { ...before.plans, ...plans } },
    ...{ ...stamp(order), version: before.version + 1 },
  };
  return insert(db, after, 'Somebody else changed it at the same moment; look, and repeat.');
}

/** Throws DomainError `request.invalid_fields`. */
function checkMarketplaceCode(code: string): void {
  if (!/^[A-Za-z0-9._-]{1,40}$/.test(code))
    throw refused('A marketplace code is 1 to 40 letters, digits and . _ -');
}

function stamp({ actor, nowMs }: { readonly actor: string; readonly nowMs: number }) {
  return { setBy: actor, setAt: new Date(nowMs) };
}

async function insert(db: Queryable, marketplace: Marketplace, told: string): Promise<Marketplace> {
  for (const plan of Object.values(marketplace.plans)) if (plan !== null) checkFees(plan);
  const { columns, values } = marketplaceValues(marketplace);
  try {
    await db.query(
      `insert into marketplaces (${columns.join(', ')})
       values (${columns.map((_, nth) => `$${String(nth + 1)}`).join(', ')})`,
      [...values],
    );
    return marketplace;
  } catch (error) {
    throw isUniqueViolation(error) ? refused(told) : error;
  }
}

function refused(sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { marketplace: [sentence] } });
}
