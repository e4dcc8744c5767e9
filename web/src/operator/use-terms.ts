import { useQuery } from '@tanstack/react-query';
import type { TermsAnswer } from '../../../src/console/answers/terms.ts';
import { ask } from '../app/api.ts';
import type { Pages } from '../kit/use-list.ts';

/** Rates and marketplace codes as they are in force. */
export function useTerms() {
  return useQuery({
    queryKey: ['/terms'],
    queryFn: () => ask<TermsAnswer>('/terms'),
    refetchInterval: 10_000,
  });
}

/** One of its lists, which are short and come whole, as a list is shown. */
export function useTermsList<Row>(rowsOf: (terms: TermsAnswer) => readonly Row[]): Pages<Row> {
  const { data, isPending, error, refetch } = useTerms();
  return {
    rows: data === undefined ? [] : rowsOf(data),
    ...{ isLoading: isPending, isLoadingMore: false, hasMore: false, error },
    ...{ more: () => undefined, retry: () => void refetch() },
  };
}
