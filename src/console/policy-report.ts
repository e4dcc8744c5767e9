/** What a browser reports of the policy of our pages. Anybody may send such a report, so little of it is kept. */
import { jsonObjectIn } from '../http/json-body.ts';
import { isJsonObject } from '../kit/json.ts';

export interface PolicyReport {
  /** `script-src-elem` */
  readonly directive: string;
  /** An address without its query, or a word such as `inline`. */
  readonly blocked: string;
}

const mostPerMinute = 20;
const minuteMs = 60_000;

/** Throws DomainError `request.malformed`. */
export function policyReportOf(body: unknown): PolicyReport {
  const report = jsonObjectIn(body)['csp-report'];
  const said = isJsonObject(report) ? report : {};
  return {
    directive: wordOf(said['effective-directive'] ?? said['violated-directive']),
    blocked: wordOf(said['blocked-uri']),
  };
}

/** Lets some reports a minute through: a flood of them is no flood of the log. */
export function someOf<Report>(
  now: () => number,
  tell: (report: Report) => void,
): (report: Report) => void {
  let windowAtMs = 0;
  let told = 0;
  return (report) => {
    const nowMs = now();
    if (nowMs - windowAtMs > minuteMs) [windowAtMs, told] = [nowMs, 0];
    told += 1;
    if (told <= mostPerMinute) tell(report);
  };
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? (value.split(/[?#]/)[0] ?? '').slice(0, 200) : '';
}
