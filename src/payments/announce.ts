/** A change of a payment, told to whoever hears of it: one promise for each endpoint, all with the same frozen bytes. */
import type { Promised } from '../outbox/outbox.ts';

/** What stands beside a payment that came as an order, as far as its news needs it. */
export interface OrderBeside {
  readonly referenceId: string | null;
  /** Hears of it instead of the merchant's endpoints; null when it names no address, or one that is disabled. */
  readonly endpointId: string | null;
}

interface Announcing {
  /** Active endpoints per merchant. */
  readonly endpointsOf: (merchantId: string) => readonly string[];
  readonly makeId: () => string;
}

/** The payload is made only where somebody hears of it. */
export function announce(
  { endpointsOf, makeId }: Announcing,
  change: Pick<Promised, 'merchantId' | 'subjectId' | 'subjectVersion' | 'at'>,
  order: OrderBeside | undefined,
  payloadOf: (referenceId: string | null) => string,
): Promised[] {
  const own = order?.endpointId ?? null;
  const endpoints = own === null ? endpointsOf(change.merchantId) : [own];
  if (endpoints.length === 0) return [];
  const payload = payloadOf(order?.referenceId ?? null);
  return endpoints.map((target) => ({
    ...change,
    outboxId: makeId(),
    topic: 'webhook',
    target,
    payload,
  }));
}
