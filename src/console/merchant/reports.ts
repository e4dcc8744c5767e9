/** Reports as files, made while they are read. */
import { reportAnswer } from '../../reports/report-answer.ts';
import { Download, merchantOf, type RouteRequest, type TeamRoute } from '../route.ts';
import type { TeamDeps } from './deps.ts';

export function reportRoutes(deps: TeamDeps): readonly TeamRoute[] {
  return [
    {
      method: 'GET',
      path: '/reports',
      permission: 'reports.read',
      handle: (request) => download(deps, request),
    },
  ];
}

/** Transactions of the last thirty days as CSV, unless the query says otherwise. Two at one time for a merchant. */
async function download(
  { pool, zone, downloads }: TeamDeps,
  { caller, query, nowMs }: RouteRequest,
): Promise<Download> {
  const merchantId = merchantOf(caller);
  const { type, from, to, format } = query;
  const report = await downloads.run(merchantId, () =>
    reportAnswer({
      ...{ db: pool, merchantId, timeZone: zone.timeZone },
      query: { type, from, to, format },
      statusWords: {},
      now: new Date(nowMs),
    }),
  );
  return new Download(report.fileName, report.contentType, report.body);
}
