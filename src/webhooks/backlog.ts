/** Spreads the backlog of endpoints that cannot take it now over the time that they will need. */
import type { Pool } from '../db/connection.ts';
import { putOffDue, type PutOff } from '../outbox/put-off.ts';

const together = 5_000;
const restMs = 1_000;

export class Backlog {
  private readonly pool: Pool;
  private readonly oneMerchantPerCommit: boolean;
  /** Up to when the backlog of a target has been spread already. */
  private slots = new Map<string, number>();
  private nextMs = 0;

  constructor(pool: Pool, oneMerchantPerCommit: boolean) {
    this.pool = pool;
    this.oneMerchantPerCommit = oneMerchantPerCommit;
  }

  /** Does nothing when it has found little a moment ago. */
  async spread(now: Date, targets: readonly PutOff[]): Promise<void> {
    const nowMs = now.getTime();
    if (targets.length === 0 || (nowMs < this.nextMs && nowMs > this.nextMs - restMs)) return;
    this.slots = new Map([...this.slots].filter(([, slotMs]) => slotMs > nowMs));
    const spread = targets.map((entry) => ({
      ...entry,
      from: new Date(Math.max(entry.from.getTime(), this.slots.get(entry.target) ?? 0)),
    }));
    // A target belongs to one merchant.
    const groups = this.oneMerchantPerCommit ? spread.map((entry) => [entry]) : [spread];
    let most = 0;
    for (const group of groups) {
      const options = { topic: 'webhook', now, limit: together } as const;
      const moved = await putOffDue(this.pool, options, group);
      for (const { target, from, spacingMs } of group) {
        const count = moved.get(target) ?? 0;
        most = Math.max(most, count);
        if (count > 0) this.slots.set(target, from.getTime() + count * spacingMs);
      }
    }
    this.nextMs = most >= together / 2 ? 0 : nowMs + restMs;
  }
}
