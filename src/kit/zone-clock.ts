/** Wall-clock time of one zone, to the second, as contracts print it without saying where it is. */

const quarterMs = 15 * 60_000;
const dayMs = 86_400_000;
/** Ten days of them. */
const mostKept = 960;

export class ZoneClock {
  /** Its name, such as `Asia/Kolkata`. */
  readonly timeZone: string;
  readonly #format: Intl.DateTimeFormat;
  /** By quarter of an hour: whoever asks for a day asks for now and for midnight in turns. */
  readonly #offsetsMs = new Map<number, number>();

  /** Throws RangeError when the zone is unknown. */
  constructor(timeZone: string) {
    this.timeZone = timeZone;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** `2026-04-07 11:30:00`. */
  text(at: Date): string {
    const ms = at.getTime();
    return new Date(ms + this.offsetAt(ms)).toISOString().slice(0, 19).replace('T', ' ');
  }

  /** The instant at which the local day of `at` began. */
  dayStart(at: Date): Date {
    const ms = at.getTime();
    const midnightMs = Math.floor((ms + this.offsetAt(ms)) / dayMs) * dayMs;
    // The second look catches a change of offset since midnight.
    const guessMs = midnightMs - this.offsetAt(ms);
    return new Date(midnightMs - this.offsetAt(guessMs));
  }

  /**
   * By how much the clocks there are ahead of UTC. Zones change it only at whole quarters of an hour, so it is worked out
   * once for each.
   */
  offsetAt(ms: number): number {
    const quarter = Math.floor(ms / quarterMs);
    const knownMs = this.#offsetsMs.get(quarter);
    if (knownMs !== undefined) return knownMs;
    const parts = this.#format.formatToParts(new Date(ms));
    const value = (type: Intl.DateTimeFormatPartTypes): number =>
      parseInt(parts.find((part) => part.type === type)?.value ?? '0', 10);
    const shownMs = Date.UTC(
      value('year'),
      value('month') - 1,
      value('day'),
      value('hour'),
      value('minute'),
      value('second'),
    );
    const offsetMs = shownMs - Math.floor(ms / 1_000) * 1_000;
    if (this.#offsetsMs.size >= mostKept) this.#offsetsMs.clear();
    this.#offsetsMs.set(quarter, offsetMs);
    return offsetMs;
  }
}
