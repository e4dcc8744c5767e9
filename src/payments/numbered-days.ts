/**
 * Numbers of payouts begin with the local day on which they were handed out: `TX` + `YYMMDD`, or `GW` + `YYYYMMDD`. So
 * those that begin alike were made within that day, and the ids of payouts, which are ordered by time, say where to look.
 */
import { firstIdAt } from '../kit/ids.ts';

/** From the first to before the last. */
export interface IdSpan {
  readonly fromId: string;
  readonly toId: string;
}

const dated = /^(?:TX|GW20)([0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])/;
const hourMs = 3_600_000;
/** The local day begins as early as 14 hours before that of UTC, and as late as 12 after; an hour is for clocks that differ. */
const earliestMs = -15 * hourMs;
const latestMs = (24 + 13) * hourMs;

/** Of all whose number begins with `prefix`, in capitals; undefined where it does not say a whole day. */
export function daySpanOf(prefix: string): IdSpan | undefined {
  const [, year, month, day] = dated.exec(prefix) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const dayMs = Date.parse(`20${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(dayMs)) return undefined;
  return { fromId: firstIdAt(dayMs + earliestMs), toId: firstIdAt(dayMs + latestMs) };
}
