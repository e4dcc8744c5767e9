import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { MerchantAnswer } from '../../../../src/console/answers/merchants.ts';
import { ask } from '../../app/api.ts';
import { say } from '../../kit/toast.tsx';
import { useAction } from '../../kit/use-action.ts';

export function useMerchant(merchantId: string) {
  return useQuery({
    queryKey: ['/merchants', 'one', merchantId],
    queryFn: () => ask<MerchantAnswer>(`/merchants/${merchantId}`),
    refetchInterval: 10_000,
  });
}

/** A change that one person makes; the page then shows what came of it, and `onDone` is called. */
export function useChange(merchantId: string, onDone?: () => void) {
  const client = useQueryClient();
  return useAction(async (path: string, body: object, said: string) => {
    const after = await ask<MerchantAnswer>(`/merchants/${merchantId}/${path}`, {
      method: 'POST',
      body,
    });
    client.setQueryData(['/merchants', 'one', merchantId], after);
    say(said);
    onDone?.();
  });
}
