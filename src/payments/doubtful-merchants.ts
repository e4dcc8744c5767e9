/**
 * Merchants of whom something was lately not as it nearly always is: a reference was used before, or a wallet did not cover. What they
 * ask for is likely to be so again, and has batches of its own, so that all others are written without a look.
 */
import type { CreateAnswer, CreatePayout } from './create-payout.ts';

const doubtfulForMs = 10_000;
/** Beyond that, those that came first are forgotten. */
const mostMerchants = 10_000;

const asAssumed: ReadonlySet<CreateAnswer['kind']> = new Set([
  'created',
  'limit_exceeded',
  'not_served',
]);

/** Times are of the monotonic clock of the process. */
export class DoubtfulMerchants {
  readonly #nowMs: () => number;
  readonly #untilMs = new Map<string, number>();

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  has(merchantId: string): boolean {
    return this.#untilMs.has(merchantId);
  }

  /** Only here is anybody taken off: between two batches, so that nobody's payouts are parted while one is put together. */
  forget(): void {
    const nowMs = this.#nowMs();
    for (const [merchantId, untilMs] of this.#untilMs) {
      if (nowMs < untilMs) return;
      this.#untilMs.delete(merchantId);
    }
  }

  /** `answers` were given after a look. */
  note(commands: readonly CreatePayout[], answers: readonly CreateAnswer[]): void {
    const untilMs = this.#nowMs() + doubtfulForMs;
    for (const [index, answer] of answers.entries()) {
      const merchantId = commands[index]?.merchantId;
      if (merchantId === undefined || asAssumed.has(answer.kind)) continue;
      this.#untilMs.delete(merchantId);
      this.#untilMs.set(merchantId, untilMs);
    }
    for (const [oldest] of this.#untilMs) {
      if (this.#untilMs.size <= mostMerchants) return;
      this.#untilMs.delete(oldest);
    }
  }
}
