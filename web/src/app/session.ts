import { useQuery } from '@tanstack/react-query';
import type { SessionAnswer } from '../../../src/console/answers/session.ts';
import { ask } from './api.ts';

export const sessionQuery = {
  queryKey: ['session'],
  queryFn: () => ask<SessionAnswer>('/session'),
  staleTime: 30_000,
};

/** Only below the shell, which is shown to those alone who are signed in. */
export function useSession(): SessionAnswer {
  const { data } = useQuery(sessionQuery);
  if (data === undefined) throw new Error('Nobody is signed in.');
  return data;
}

export function useMay(permission: string): boolean {
  return useSession().permissions.includes(permission);
}
