/**
 * Which logins were ended before their access tokens ran out. Every process asks for the recently
 * revoked ones all the time; when it cannot, it stops believing tokens rather than miss one.
 */
import { transaction, type Pool } from '../db/connection.ts';
import type { Clock } from '../kit/clock.ts';
import type { MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import type { FamilyId } from './caller.ts';

export interface RevocationOrder {
  readonly merchantId: MerchantId;
  readonly familyId: FamilyId;
  readonly because: string;
  readonly actor: string;
  readonly nowMs: number;
}

const pollEveryMs = 400;
/** Without a successful poll for this long nobody is let in. */
const trustedMs = 3_000;
/** Covers commits that were under way and clocks of other hosts that run behind. */
const overlapMs = 300_000;
/** Some logins are to end later; what a clock that runs ahead has ended by now is not among them. */
const skewMs = 5_000;

export class Revocations {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #accessTokenLifeMs: number;
  /** Families and when they may be forgotten: their last access token has expired by then. */
  readonly #revoked = new Map<string, number>();
  #polledAtMs: number | undefined;
  #polling = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(pool: Pool, clock: Clock, accessTokenLifeMs: number) {
    this.#pool = pool;
    this.#clock = clock;
    this.#accessTokenLifeMs = accessTokenLifeMs;
  }

  /** Resolves after the first poll, successful or not; until one succeeds `isTrusted` is false. */
  async start(): Promise<void> {
    this.#timer ??= setInterval(() => void this.#poll(), pollEveryMs);
    await this.#poll();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** False while this process may have missed a revocation: verification must then fail closed. */
  isTrusted(): boolean {
    return this.#polledAtMs !== undefined && performance.now() - this.#polledAtMs <= trustedMs;
  }

  isRevoked(familyId: FamilyId): boolean {
    return this.#revoked.has(familyId);
  }

  /** Ends the family for good, with an audit event. False when it had ended already. */
  async revoke(order: RevocationOrder): Promise<boolean> {
    const ended = await transaction(this.#pool, async (tx) => {
      const { rowCount } = await tx.query(
        `update token_families set revoked_at = $3, revoked_because = $4
         where merchant_id = $1 and family_id = $2 and (revoked_at is null or revoked_at > $3)`,
        [order.merchantId, order.familyId, new Date(order.nowMs), order.because],
      );
      if (rowCount === 0) return false;
      await writeAuditEvent(tx, {
        ...order,
        action: 'session.revoked',
        details: { familyId: order.familyId, because: order.because },
      });
      return true;
    });
    this.#remember(order.familyId);
    return ended;
  }

  async #poll(): Promise<void> {
    if (this.#polling) return;
    this.#polling = true;
    const sentAtMs = performance.now();
    try {
      const sinceLastMs =
        this.#polledAtMs === undefined ? this.#accessTokenLifeMs : sentAtMs - this.#polledAtMs;
      const nowMs = this.#clock.now().getTime();
      const { rows } = await this.#pool.query<{ family_id: FamilyId }>({
        name: 'revocations_poll',
        text: 'select family_id from token_families where revoked_at > $1 and revoked_at <= $2',
        values: [new Date(nowMs - Math.ceil(sinceLastMs) - overlapMs), new Date(nowMs + skewMs)],
      });
      for (const row of rows) this.#remember(row.family_id);
      this.#forgetExpired();
      this.#polledAtMs = sentAtMs;
    } catch {
      // The time of the last success says how far this process can be trusted.
    } finally {
      this.#polling = false;
    }
  }

  #remember(familyId: FamilyId): void {
    const forgetAtMs = performance.now() + this.#accessTokenLifeMs + overlapMs;
    if (!this.#revoked.has(familyId)) this.#revoked.set(familyId, forgetAtMs);
  }

  /** Insertion order is the order of expiry. */
  #forgetExpired(): void {
    const nowMs = performance.now();
    for (const [familyId, forgetAtMs] of this.#revoked) {
      if (forgetAtMs > nowMs) return;
      this.#revoked.delete(familyId);
    }
  }
}
