/**
 * How much one endpoint is sent at once. A healthy, fast one earns more with every success; one that fails or is slow
 * falls back to two, and one that only fails is left alone for growing times, then probed with a single delivery.
 */
const leastAtOnce = 2;
const mostAtOnce = 32;
/** Successes slower than this do not earn more. */
const slowMs = 1_000;
const failuresToClose = 5;
const firstCloseMs = 5_000;
const longestCloseMs = 5 * 60_000;
/** Deliveries held ready per delivery under way, so that the next ones need not wait for a claim. */
const readyPerSlot = 12;

export class EndpointGate<Job> {
  queue: Job[] = [];
  inFlight = 0;
  private atOnce = leastAtOnce;
  private failures = 0;
  private closings = 0;
  private closedUntilMs = 0;
  private meanMs = 5;

  isClosed(nowMs: number): boolean {
    return nowMs < this.closedUntilMs;
  }

  opensAtMs(): number {
    return this.closedUntilMs;
  }

  hasRoom(nowMs: number): boolean {
    return this.inFlight < this.limit() && !this.isClosed(nowMs);
  }

  /** It has all the work it can use at present. */
  isFull(nowMs: number): boolean {
    return this.isClosed(nowMs) || this.held() >= this.limit() * readyPerSlot;
  }

  /** So little is left that more should be fetched. */
  isLow(nowMs: number): boolean {
    return !this.isClosed(nowMs) && this.held() <= this.limit() * (readyPerSlot / 2);
  }

  isForgettable(nowMs: number): boolean {
    return this.held() === 0 && this.failures === 0 && !this.isClosed(nowMs);
  }

  /** How far apart its deliveries end, going by the latest ones. */
  spacingMs(): number {
    return Math.max(1, this.meanMs / this.limit());
  }

  succeeded(durationMs: number): void {
    this.measured(durationMs);
    this.failures = 0;
    this.closings = 0;
    this.atOnce =
      durationMs < slowMs
        ? Math.min(mostAtOnce, this.atOnce + 1)
        : Math.max(leastAtOnce, this.atOnce >> 1);
  }

  failed(durationMs: number, nowMs: number, random: () => number): void {
    this.measured(durationMs);
    this.atOnce = leastAtOnce;
    this.failures += 1;
    // Those that were under way when it closed say nothing new.
    if (this.failures < failuresToClose || this.isClosed(nowMs)) return;
    const closeMs = Math.min(longestCloseMs, firstCloseMs * 2 ** Math.min(this.closings, 10));
    this.closings += 1;
    this.closedUntilMs = nowMs + Math.floor(closeMs * (1 + 0.2 * random()));
  }

  rest(untilMs: number): void {
    this.closedUntilMs = Math.max(this.closedUntilMs, untilMs);
  }

  private held(): number {
    return this.inFlight + this.queue.length;
  }

  private limit(): number {
    return this.closings > 0 ? 1 : this.atOnce;
  }

  private measured(durationMs: number): void {
    this.meanMs += (durationMs - this.meanMs) / 8;
  }
}
