/**
 * Days and minutes as Indian banks count them. Asia/Kolkata has been UTC+05:30 without daylight
 * saving since 1945, so the offset is a constant and needs no time zone data.
 */
const offsetMs = 330 * 60_000;

/** Bank holidays as `YYYY-MM-DD` in local time. Sundays and free Saturdays need not be listed. */
export type Holidays = ReadonlySet<string>;

/** Minutes since local midnight, 0 to 1439; seconds are cut off. */
export function minuteOfDay(at: Date): number {
  const local = new Date(at.getTime() + offsetMs);
  return local.getUTCHours() * 60 + local.getUTCMinutes();
}

/** True on the days banks are open: not on Sundays, the second and fourth Saturday, and holidays. */
export function isWorkingDay(at: Date, holidays: Holidays): boolean {
  const local = new Date(at.getTime() + offsetMs);
  const weekday = local.getUTCDay();
  if (weekday === 0) return false;
  if (weekday === 6) {
    const saturday = Math.ceil(local.getUTCDate() / 7);
    if (saturday === 2 || saturday === 4) return false;
  }
  return !holidays.has(local.toISOString().slice(0, 10));
}
