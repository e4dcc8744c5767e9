import { QueryClient } from '@tanstack/react-query';
import { ApiRefusal } from './api.ts';

/** What was refused is refused again; only what did not arrive is asked for once more. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (count, error) =>
        count < 2 && (!(error instanceof ApiRefusal) || error.code === 'service.unavailable'),
    },
  },
});
