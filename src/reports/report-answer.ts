/** A report as a door gives it: the words of a query become an order, and the order a file. */
import { DomainError } from '../kit/errors.ts';
import { openReport, reportTypes, type OpenReport, type ReportOrder } from './open-report.ts';
import { dayAfter, faultOfDays, isReportDay, localDay } from './report-days.ts';
import { reportFormats, type FailureWords } from './report.ts';
import { serviceTypes } from './transaction-rows.ts';

/** The parameters as they came; each may be missing, and unknown ones are for the door to judge. */
export interface ReportQuery {
  readonly type?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly service_type?: string | undefined;
  readonly status?: string | undefined;
  readonly format?: string | undefined;
}

export type ReportAsked = Pick<ReportOrder, 'db' | 'merchantId' | 'timeZone'> & {
  readonly query: ReportQuery;
  /** Our statuses and the words that the contract has for them. */
  readonly statusWords: Readonly<Record<string, string>>;
  readonly failureWords?: FailureWords;
  readonly now: Date;
};

const defaultDays = 30;

/**
 * Transactions of the last thirty days as CSV, unless the query says otherwise.
 * Throws DomainError `request.invalid_fields` that names every bad parameter, and `service.unavailable`.
 */
export async function reportAnswer(asked: ReportAsked): Promise<OpenReport> {
  const { db, merchantId, timeZone, statusWords, query } = asked;
  const faults: Record<string, string[]> = {};
  const oneOf = <Word extends string>(
    name: keyof ReportQuery,
    allowed: readonly Word[],
    fallback: Word,
  ): Word => {
    const text = query[name];
    const found = allowed.find((word) => word === text?.toLowerCase());
    if (text !== undefined && found === undefined)
      faults[name] = [`Must be one of ${allowed.join(', ')}.`];
    return found ?? fallback;
  };
  const type = oneOf('type', reportTypes, 'transactions');
  const format = oneOf('format', reportFormats, 'csv');
  const to = query.to ?? localDay(asked.now, timeZone);
  const days = { from: query.from ?? defaultFrom(to), to };
  const wrong = faultOfDays(days);
  if (wrong !== undefined) faults[wrong.field] = [wrong.fault];
  const serviceType =
    query.service_type === undefined ? undefined : oneOf('service_type', serviceTypes, '');
  const statuses = query.status === undefined ? undefined : meantBy(query.status, statusWords);
  if (statuses?.length === 0)
    faults['status'] = [`Must be one of ${[...new Set(Object.values(statusWords))].join(', ')}.`];
  // A statement of account with entries left out, or fees of some days only in part, would add up to nothing.
  for (const name of ['service_type', 'status'] as const)
    if (type !== 'transactions' && query[name] !== undefined)
      faults[name] = ['Applies to the report of transactions only.'];
  if (Object.keys(faults).length > 0)
    throw new DomainError('request.invalid_fields', { fields: faults });
  return openReport({
    ...{ db, merchantId, type, days, format, timeZone },
    ...{ serviceType, statuses, statusWords, failureWords: asked.failureWords },
  });
}

function defaultFrom(to: string): string {
  return isReportDay(to) ? dayAfter(to, 1 - defaultDays) : to;
}

/** Several of our statuses may share a word. */
function meantBy(word: string, statusWords: Readonly<Record<string, string>>): string[] {
  return Object.keys(statusWords).filter(
    (status) => statusWords[status]?.toLowerCase() === word.toLowerCase(),
  );
}
