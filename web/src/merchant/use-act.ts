import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiRefusal, ask } from '../app/api.ts';
import { say } from '../kit/toast.tsx';

interface Act {
  readonly path: string;
  readonly method?: 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
}

/** Something that is done: what was read before is read again, and what was refused is said. */
export function useAct<Answer>(onDone: (answer: Answer) => void = () => undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, method = 'POST', body = {} }: Act) =>
      ask<Answer>(path, method === 'DELETE' ? { method } : { method, body }),
    onSuccess: async (answer) => {
      onDone(answer);
      await client.invalidateQueries();
    },
    onError: (error) => {
      // Faults of fields stand beside their fields.
      const isOfFields = error instanceof ApiRefusal && Object.keys(error.fields).length > 0;
      if (!isOfFields) say(error.message, 'bad');
    },
  });
}

/** What is wrong with which field. */
export function fieldsOf(error: Error | null): Readonly<Record<string, string>> {
  return error instanceof ApiRefusal ? error.fields : {};
}
