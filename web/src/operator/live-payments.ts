/** The payments' list that stays where it is while the world goes on. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { PaymentSummary } from '../../../src/console/answers/payments.ts';
import type { List } from '../../../src/console/answers/shared.ts';
import { ask } from '../app/api.ts';
import type { Filters } from '../app/filters.ts';
import { useList, type Pages } from '../kit/use-list.ts';
import { queryText } from '../app/filters.ts';
import { askedOf } from './payment-query.ts';

const everyMs = 5_000;
const fullPage = 50;
/** A rare filter is held against this many stretches before somebody is asked whether to go on. */
const mostStretches = 60;

export interface LivePayments {
  readonly pages: Pages<PaymentSummary>;
  /** That came since the list was loaded, and are shown when somebody asks for them. */
  readonly newer: number;
  /** Nothing was found yet, and there is more to look through. */
  readonly isLooking: boolean;
}

/** Rows change their state where they stand; new ones are counted, so that nothing moves under the reader's eyes. */
export function useLivePayments(filters: Filters): LivePayments {
  const query = askedOf(filters);
  const text = queryText(query);
  const listed = useList<PaymentSummary>('/payments', query);
  const { data: first } = useQuery({
    queryKey: ['/payments', 'first', text],
    queryFn: ({ signal }) => ask<List<PaymentSummary>>(`/payments?${text}`, { signal }),
    refetchInterval: everyMs,
    enabled: !listed.isLoading,
  });
  const isShort = listed.rows.length < fullPage && listed.hasMore;
  const isLooking = useFurtherLook(listed, isShort, text);
  const known = new Set(listed.rows.map(({ paymentId }) => paymentId));
  const fresh = new Map((first?.rows ?? []).map((row) => [row.paymentId, row]));
  const top = listed.rows[0]?.paymentId ?? '';
  return {
    pages: { ...listed, rows: listed.rows.map((row) => fresh.get(row.paymentId) ?? row) },
    newer: [...fresh.keys()].filter((id) => !known.has(id) && id > top).length,
    isLooking,
  };
}

/** A page may come back short with more behind it: then the next stretch is looked through by itself. */
function useFurtherLook(listed: Pages<PaymentSummary>, isShort: boolean, text: string): boolean {
  const stretches = useRef({ text, count: 0 });
  const { isLoadingMore, more } = listed;
  useEffect(() => {
    if (stretches.current.text !== text) stretches.current = { text, count: 0 };
    if (!isShort || isLoadingMore || stretches.current.count >= mostStretches) return;
    stretches.current.count += 1;
    more();
  }, [isShort, isLoadingMore, more, text]);
  return isShort && isLoadingMore;
}
