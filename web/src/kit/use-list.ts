/** The pages of a list behind one address of the API. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { List } from '../../../src/console/answers/shared.ts';
import { ask } from '../app/api.ts';

export interface Pages<Row> {
  readonly rows: readonly Row[];
  readonly isLoading: boolean;
  readonly isLoadingMore: boolean;
  readonly hasMore: boolean;
  readonly error: Error | null;
  readonly more: () => void;
  readonly retry: () => void;
}

/** `query`: what narrows the list; fields without a value are left out. */
export function useList<Row>(
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
  options: { readonly refetchInterval?: number } = {},
): Pages<Row> {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  const found = useInfiniteQuery({
    queryKey: [path, Object.fromEntries(given)],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams(given);
      if (pageParam !== '') search.set('cursor', pageParam);
      return ask<List<Row>>(`${path}?${search.toString()}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    ...options,
  });
  return {
    rows: found.data?.pages.flatMap(({ rows }) => rows) ?? [],
    isLoading: found.isPending,
    isLoadingMore: found.isFetchingNextPage,
    hasMore: found.hasNextPage,
    error: found.error,
    more: () => void found.fetchNextPage(),
    retry: () => void found.refetch(),
  };
}
