/** Whether the audit is whole: every number once, every hash that of its row and of the hash before it. */
import { createHash } from 'node:crypto';
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { coveredText, platformId } from './audit.ts';

export interface ChainBreak {
  readonly eventNo: string;
  /** beyond the head: there is a row whose number was never given. */
  readonly what: 'changed' | 'missing' | 'there twice' | 'beyond the head';
}

export interface StreamCheck {
  readonly events: number;
  /** The first hundred. */
  readonly breaks: readonly ChainBreak[];
}

export interface AuditStream {
  readonly merchantId: MerchantId;
  readonly name: string | undefined;
  readonly eventNo: bigint;
  /** Hexadecimal. */
  readonly hash: string;
}

const pageSize = 1_000;
const mostBreaks = 100;

/**
 * Reads the stream from its first event. A chain cannot show that all of it was made anew: for that its head is
 * printed to the log, outside the database, and compared.
 */
export async function verifyStream(
  db: Queryable,
  merchantId: MerchantId,
  onProgress: (events: number) => void = () => undefined,
): Promise<StreamCheck> {
  const head = await readHead(db, merchantId);
  const breaks: ChainBreak[] = [];
  let events = 0;
  let expectedNo = 1n;
  let previous: Buffer = createHash('sha256').digest();
  const note = (eventNo: bigint, what: ChainBreak['what']) => {
    if (breaks.length < mostBreaks) breaks.push({ eventNo: eventNo.toString(), what });
  };
  for (;;) {
    const rows = await readPage(db, merchantId, expectedNo - 1n, head.eventNo);
    for (const row of rows) {
      if (row.event_no < expectedNo) {
        note(row.event_no, 'there twice');
        continue;
      }
      // After a gap the chain is taken up again at the row's own hash, so that one break is told once.
      const isNext = row.event_no === expectedNo;
      for (let no = expectedNo; no < row.event_no && breaks.length < mostBreaks; no += 1n)
        note(no, 'missing');
      const hash = createHash('sha256').update(previous).update(row.covered).digest();
      if (isNext && !hash.equals(row.hash)) note(row.event_no, 'changed');
      previous = row.hash;
      expectedNo = row.event_no + 1n;
    }
    events += rows.length;
    onProgress(events);
    if (rows.length < pageSize) break;
  }
  for (let no = expectedNo; no <= head.eventNo && breaks.length < mostBreaks; no += 1n)
    note(no, 'missing');
  if (breaks.length === 0 && events > 0 && previous.toString('hex') !== head.hash)
    note(head.eventNo, 'changed');
  const beyond = await readBeyond(db, merchantId);
  for (const eventNo of beyond) note(eventNo, 'beyond the head');
  if (head.eventNo === 0n && beyond.length === 0 && (await isOfSomebody(db, merchantId)))
    note(1n, 'missing');
  return { events, breaks };
}

/**
 * Of every stream, and of whoever should have one: number 0 without a hash. The platform's, which has no merchant and so
 * no name, is the first.
 */
export async function listAuditStreams(db: Queryable): Promise<AuditStream[]> {
  const { rows } = await db.query<{
    merchant_id: MerchantId;
    event_no: bigint;
    hash: Buffer | null;
    name: string | null;
  }>(
    `select s.merchant_id, coalesce(h.event_no, 0) as event_no, h.hash, m.name
     from (select merchant_id from audit_heads union select merchant_id from merchants union select $1::uuid) s
     left join audit_heads h on h.merchant_id = s.merchant_id
     left join merchants m on m.merchant_id = s.merchant_id
     order by s.merchant_id <> $1, m.merchant_no nulls first`,
    [platformId],
  );
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    eventNo: row.event_no,
    hash: row.hash?.toString('hex') ?? '',
    name: row.name ?? undefined,
  }));
}

/** Whether the event with this number still has the hash that was told of it; false when it is gone. */
export async function isStillHead(
  db: Queryable,
  merchantId: MerchantId,
  told: { readonly eventNo: bigint; readonly hash: string },
): Promise<boolean> {
  const { rows } = await db.query<{ hash: Buffer }>(
    'select hash from audit_events where merchant_id = $1 and event_no = $2',
    [merchantId, told.eventNo],
  );
  return rows[0]?.hash.toString('hex') === told.hash.toLowerCase();
}

async function readHead(
  db: Queryable,
  merchantId: MerchantId,
): Promise<Pick<AuditStream, 'eventNo' | 'hash'>> {
  const { rows } = await db.query<{ event_no: bigint; hash: Buffer }>(
    'select event_no, hash from audit_heads where merchant_id = $1',
    [merchantId],
  );
  return { eventNo: rows[0]?.event_no ?? 0n, hash: rows[0]?.hash.toString('hex') ?? '' };
}

interface PageRow {
  event_no: bigint;
  hash: Buffer;
  covered: string;
}

async function readPage(
  db: Queryable,
  merchantId: MerchantId,
  afterNo: bigint,
  headNo: bigint,
): Promise<PageRow[]> {
  const { rows } = await db.query<PageRow>(
    `select event_no, hash, ${coveredText('event_no')} as covered from audit_events
     where merchant_id = $1 and event_no > $2 and event_no <= $3 order by event_no limit $4`,
    [merchantId, afterNo, headNo, pageSize],
  );
  return rows;
}

/** Whoever makes a merchant or a person tells it to the audit, so that their stream has a first event. */
async function isOfSomebody(db: Queryable, merchantId: MerchantId): Promise<boolean> {
  const { rows } = await db.query<{ is: boolean }>(
    `select exists (select from merchants where merchant_id = $1)
       or exists (select from people where merchant_id = $1) as is`,
    [merchantId],
  );
  return rows[0]?.is === true;
}

/** In one statement with the head, since events are added all the time. */
async function readBeyond(db: Queryable, merchantId: MerchantId): Promise<bigint[]> {
  const { rows } = await db.query<{ event_no: bigint }>(
    `select e.event_no from audit_events e
     left join audit_heads h on h.merchant_id = e.merchant_id
     where e.merchant_id = $1 and (e.event_no > coalesce(h.event_no, 0) or e.event_no < 1) order by e.event_no limit ${mostBreaks}`,
    [merchantId],
  );
  return rows.map((row) => row.event_no);
}
