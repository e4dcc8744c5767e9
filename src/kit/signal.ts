/** Wakes one sleeper, also when the call came just before it lay down. */
export class Signal {
  private isRaised = false;
  private wakeUp: (() => void) | undefined;

  raise(): void {
    this.isRaised = true;
    this.wakeUp?.();
  }

  /** Forgets the calls until now. */
  lower(): void {
    this.isRaised = false;
  }

  /** Resolves at the next call of `raise`, or after `mostMs` without one. */
  async wait(mostMs: number): Promise<void> {
    if (!this.isRaised) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, mostMs);
        const wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
        this.wakeUp = wakeUp;
      });
    }
    this.wakeUp = undefined;
    this.isRaised = false;
  }
}
