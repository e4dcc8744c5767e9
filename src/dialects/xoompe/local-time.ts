/** Times as this contract writes and reads them: in the zone of the deployment, without saying so. */
import { ZoneClock } from '../../kit/zone-clock.ts';

export interface TimeSpan {
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
}

const written =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+\- ]\d\d:?\d\d)?)?$/i;

export class LocalTime {
  readonly #zone: ZoneClock;
  readonly #isUtc: boolean;
  #second = Number.NaN;
  #secondText = '';

  /** Throws RangeError when the zone is unknown. */
  constructor(timeZone: string) {
    this.#isUtc = timeZone === 'UTC';
    this.#zone = new ZoneClock(timeZone);
  }

  /** `2026-01-09T17:21:00`. Thousands of answers a second share theirs. */
  text(at: Date): string {
    const ms = at.getTime();
    const second = Math.floor(ms / 1_000);
    if (second === this.#second) return this.#secondText;
    const shown = this.#isUtc ? at : new Date(ms + this.#zone.offsetAt(ms));
    this.#second = second;
    this.#secondText = shown.toISOString().slice(0, 19);
    return this.#secondText;
  }

  /**
   * The day, minute, second or millisecond that a text names; undefined when it names none.
   * A time with `Z` or an offset is that instant, any other is local. A `+` that a query string turned
   * into a space is still a plus.
   */
  spanOf(text: string): TimeSpan | undefined {
    const match = written.exec(text);
    if (match === null) return undefined;
    const [, year, month, day, hour, minute, second, fraction, zone] = match;
    const wallMs = wallClock([year, month, day, hour, minute, second], fraction);
    if (wallMs === undefined) return undefined;
    if (hour === undefined)
      return { fromMs: this.#instantOf(wallMs), toMs: this.#instantOf(wallMs + 86_400_000) };
    const fromMs = zone === undefined ? this.#instantOf(wallMs) : instantIn(zone, wallMs);
    if (fromMs === undefined) return undefined;
    const lengthMs = second === undefined ? 60_000 : fraction === undefined ? 1_000 : 1;
    return { fromMs, toMs: fromMs + lengthMs };
  }

  /** The second look catches a change of offset between the first guess and the answer. */
  #instantOf(wallMs: number): number {
    if (this.#isUtc) return wallMs;
    const guessMs = wallMs - this.#zone.offsetAt(wallMs);
    return wallMs - this.#zone.offsetAt(guessMs);
  }
}

/** Undefined for a day or a time that does not exist, such as 30 February or 24:00. */
function wallClock(
  parts: readonly (string | undefined)[],
  fraction: string | undefined,
): number | undefined {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map((part) =>
    parseInt(part ?? '0', 10),
  );
  if (year < 1970 || hour > 23 || minute > 59 || second > 59) return undefined;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const at = new Date(ms);
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return undefined;
  // Finer than a millisecond is let go: nothing here is stored finer.
  return ms + parseInt((fraction ?? '').slice(0, 3).padEnd(3, '0'), 10);
}

function instantIn(zone: string, wallMs: number): number | undefined {
  if (zone === 'Z' || zone === 'z') return wallMs;
  const hours = parseInt(zone.slice(1, 3), 10);
  const minutes = parseInt(zone.slice(-2), 10);
  if (hours > 23 || minutes > 59) return undefined;
  const offsetMs = (hours * 60 + minutes) * 60_000;
  return zone.startsWith('-') ? wallMs + offsetMs : wallMs - offsetMs;
}
