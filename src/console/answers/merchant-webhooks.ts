/** Where a merchant's system hears of payments, and what it was sent. */
import type { DeliveryRow } from './merchant-payments.ts';
import type { List } from './shared.ts';

export interface EndpointAnswer {
  readonly endpointId: string;
  readonly url: string;
  readonly status: 'active' | 'disabled';
  /** Since when every attempt has failed. */
  readonly failingSince: string | null;
  readonly updatedAt: string;
}

export interface EndpointsAnswer {
  readonly endpoint: EndpointAnswer | null;
}

/** The only time that the secret is shown. */
export interface EndpointSecretAnswer {
  readonly endpointId: string;
  readonly secret: string;
}

export type DeliveriesAnswer = List<DeliveryRow>;

export interface DeliveryAnswer extends DeliveryRow {
  readonly url: string | null;
  readonly payload: string;
  readonly attempts: readonly {
    readonly attemptNo: number;
    readonly startedAt: string;
    readonly durationMs: number;
    readonly httpStatus: number | null;
    readonly error: string | null;
    readonly replyHead: string | null;
  }[];
}

export interface ReplayedAnswer {
  readonly replayed: number;
}

export interface PingAnswer {
  readonly deliveryId: string;
}
