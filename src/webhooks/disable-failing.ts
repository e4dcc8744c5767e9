/** Disables endpoints that say they are gone, and those that have done nothing but fail for days. */
import type { Pool } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { disableEndpoint } from '../merchants/endpoints.ts';
import type { Endpoint } from './endpoint-cache.ts';
import type { WebhookLog } from './log.ts';
import type { Outcome } from './outcome.ts';

export class FailingEndpoints {
  private readonly pool: Pool;
  private readonly log: WebhookLog;
  private readonly disableAfterMs: number;
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(pool: Pool, log: WebhookLog, disableAfterMs: number) {
    this.pool = pool;
    this.log = log;
    this.disableAfterMs = disableAfterMs;
  }

  consider(endpoint: Endpoint, { at, isGone }: Outcome): void {
    const atMs = at.getTime();
    const longAgo = new Date(atMs - this.disableAfterMs);
    if (isGone) this.disable(endpoint, atMs, 'The endpoint answered 410.');
    else if (endpoint.failingSince !== null && endpoint.failingSince <= longAgo)
      this.disable(endpoint, atMs, 'Nothing but failures for days.', longAgo);
  }

  /** Resolves when every disabling under way has been written. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay.values());
  }

  private disable(endpoint: Endpoint, nowMs: number, reason: string, failingSince?: Date): void {
    const { endpointId } = endpoint;
    if (this.underWay.has(endpointId)) return;
    const change = {
      actor: 'webhooks',
      nowMs,
      reason,
      ...(failingSince === undefined ? {} : { failingSince }),
    };
    const merchantId = endpoint.merchantId as MerchantId;
    const done = disableEndpoint(this.pool, merchantId, endpointId, change)
      .then((changed) => {
        if (changed) this.log.warn({ endpointId, reason }, 'A webhook endpoint was disabled.');
      })
      // The next failure tries again.
      .catch((error: unknown) => {
        this.log.warn({ err: error, endpointId }, 'A webhook endpoint could not be disabled.');
      })
      .finally(() => this.underWay.delete(endpointId));
    this.underWay.set(endpointId, done);
  }
}
