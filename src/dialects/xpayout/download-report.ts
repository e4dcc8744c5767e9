/** `api_download_report`: a file of everything of one kind, in the words of this contract. */
import type { PayinStatus } from '../../payments/payin.ts';
import type { PayoutStatus } from '../../payments/payout.ts';
import { reportAnswer, type ReportQuery } from '../../reports/report-answer.ts';
import type { Work } from './gate.ts';
import type { XpayoutParts } from './parts.ts';
import { outcomeWordsOf } from './outcome-words.ts';
import { outcomeWords, payinStatusWords } from './present-payin.ts';
import { statusWords } from './present.ts';

export const reportParameters = [
  'type',
  'from',
  'to',
  'service_type',
  'status',
  'format',
] as const satisfies readonly (keyof ReportQuery)[];

const words: Record<PayoutStatus | PayinStatus, string> = { ...statusWords, ...payinStatusWords };

/** What the status of the order says, too. */
function failureWords(serviceType: string, status: string, statusReason: string): string {
  return serviceType === 'payin'
    ? outcomeWords[status as PayinStatus].message
    : outcomeWordsOf({ status: status as PayoutStatus, statusReason }).message;
}

/** A parameter without a value counts as missing. Throws DomainError like `reportAnswer` and `Downloads`. */
export function downloadReport({ pool, clock, zone, downloads }: XpayoutParts): Work {
  return ({ merchant: { merchantId } }, { query }) => {
    const asked: { -readonly [Name in keyof ReportQuery]: ReportQuery[Name] } = {};
    for (const name of reportParameters) asked[name] = query.get(name) || undefined;
    const order = { db: pool, merchantId, query: asked, statusWords: words, failureWords };
    const { timeZone } = zone;
    return downloads.run(merchantId, () => reportAnswer({ ...order, timeZone, now: clock.now() }));
  };
}
