/** The audit for operators: its streams, their lines, and the proof that a stream is whole. */
import { isUuid, type MerchantId } from '../../kit/ids.ts';
import { platformId } from '../../merchants/audit.ts';
import { listAuditStreams, verifyStream } from '../../merchants/audit-chain.ts';
import { listAudit } from '../../merchants/list-audit.ts';
import { namesOfActors } from '../../people/names.ts';
import type { AuditCheck, AuditRow, AuditStream } from '../answers/audit.ts';
import type { List } from '../answers/shared.ts';
import { invalidField, optionalTextIn, textIn } from '../fields.ts';
import type { OperatorRoute, RouteRequest } from '../route.ts';
import type { OperatorDeps } from './deps.ts';

const pageSize = 100;

export function auditRoutes(deps: OperatorDeps): readonly OperatorRoute[] {
  const { pool } = deps;
  return [
    {
      method: 'GET',
      path: '/audit/streams',
      permission: 'audit.read',
      handle: async (): Promise<List<AuditStream>> => {
        const streams = await listAuditStreams(pool);
        const rows = streams.map(({ merchantId, eventNo, name }) => ({
          streamId: merchantId,
          name: name ?? 'Platform',
          events: eventNo.toString(),
        }));
        return { rows, next: null };
      },
    },
    {
      method: 'GET',
      path: '/audit',
      permission: 'audit.read',
      ids: { stream: 'merchant' },
      handle: (request) => linesOf(deps, request),
    },
    {
      method: 'POST',
      path: '/audit/verify',
      permission: 'audit.read',
      ids: { stream: 'merchant' },
      handle: ({ body }): Promise<AuditCheck> =>
        verifyStream(pool, streamOf(textIn(body, 'stream'))),
    },
  ];
}

async function linesOf({ pool }: OperatorDeps, { query }: RouteRequest): Promise<List<AuditRow>> {
  const merchantId = streamOf(optionalTextIn(query, 'stream') || platformId);
  const text = optionalTextIn(query, 'text', 100);
  const cursor = optionalTextIn(query, 'cursor', 19);
  if (!/^\d{0,18}$/.test(cursor)) throw invalidField('cursor', 'This is no cursor.');
  const lines = await listAudit(pool, {
    ...{ merchantId, limit: pageSize },
    ...(text !== '' && { text }),
    ...(cursor !== '' && { before: BigInt(cursor) }),
  });
  const names = await namesOfActors(
    pool,
    merchantId,
    lines.map(({ actor }) => actor),
  );
  const rows = lines.map((line) => ({
    eventNo: line.eventNo.toString(),
    at: line.at.toISOString(),
    actor: line.actor,
    actorName: names.get(line.actor) ?? null,
    action: line.action,
    details: JSON.parse(line.details) as AuditRow['details'],
    hash: line.hash,
  }));
  const last = rows.at(-1)?.eventNo;
  return { rows, next: rows.length === pageSize && last !== undefined ? last : null };
}

/** Throws DomainError `request.invalid_fields`. */
function streamOf(text: string): MerchantId {
  if (!isUuid(text)) throw invalidField('stream', 'There is no such stream.');
  return text as MerchantId;
}
