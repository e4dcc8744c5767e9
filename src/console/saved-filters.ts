/** Routes of the filters of lists that a person keeps; both sites have them. */
import type { Pool } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { platformId } from '../merchants/audit.ts';
import {
  listSavedFilters,
  removeSavedFilter,
  saveFilter,
  type SavedFilter as Kept,
} from '../views/saved-filters.ts';
import type { SavedFilter } from './answers/saved-filters.ts';
import { textIn } from './fields.ts';
import type { Caller, OperatorRoute, TeamRoute } from './route.ts';

/** `pages`: the lists of this site whose filters can be kept. */
export function savedFilterRoutes(
  pool: Pool,
  pages: readonly string[],
): readonly (OperatorRoute & TeamRoute)[] {
  const pageIn = (params: Readonly<Record<string, string>>): string => {
    const page = params['page'] ?? '';
    if (!pages.includes(page)) throw new DomainError('console.not_found');
    return page;
  };
  return [
    {
      method: 'GET',
      path: '/saved-filters/:page',
      permission: 'payments.read',
      ids: { page: 'word' },
      handle: async ({ caller, params }): Promise<readonly SavedFilter[]> => {
        const kept = await listSavedFilters(pool, ownerOf(caller), pageIn(params));
        return kept.map(answerOf);
      },
    },
    {
      method: 'POST',
      path: '/saved-filters/:page',
      permission: 'payments.read',
      ids: { page: 'word' },
      handle: async ({ caller, params, body, nowMs }): Promise<SavedFilter> => {
        const filter = {
          page: pageIn(params),
          name: textIn(body, 'name', 60),
          query: textIn(body, 'query', 1_000),
        };
        return answerOf(await saveFilter(pool, ownerOf(caller), filter, nowMs));
      },
    },
    {
      method: 'DELETE',
      path: '/saved-filters/:page/:filterId',
      permission: 'payments.read',
      ids: { page: 'word', filterId: 'saved_filter' },
      handle: async ({ caller, params }) => {
        const isGone = await removeSavedFilter(pool, ownerOf(caller), params['filterId'] ?? '');
        if (!isGone) throw new DomainError('console.not_found');
      },
    },
  ];
}

/** An operator belongs to no merchant. */
function ownerOf({ merchantId = platformId, personId }: Caller) {
  return { merchantId, personId };
}

function answerOf({ filterId, name, query }: Kept): SavedFilter {
  return { filterId, name, query };
}
