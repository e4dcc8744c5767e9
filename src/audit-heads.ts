/**
 * The heads of the audit, told to the log: a chain alone cannot show that its tail was cut off or that all of it was
 * made anew, a line that stands outside the database can.
 */
import type { Pool } from './db/connection.ts';
import { listAuditStreams } from './merchants/audit-chain.ts';
import type { Log } from './log.ts';

/** A chore of the worker; a stream is told again when it has grown. */
export function auditHeadTeller(pool: Pool, log: Pick<Log, 'info'>): () => Promise<void> {
  const told = new Map<string, string>();
  return async () => {
    for (const { merchantId, eventNo, hash } of await listAuditStreams(pool)) {
      if (eventNo === 0n || told.get(merchantId) === hash) continue;
      told.set(merchantId, hash);
      log.info({ stream: merchantId, eventNo: eventNo.toString(), hash }, 'head of the audit');
    }
  };
}
