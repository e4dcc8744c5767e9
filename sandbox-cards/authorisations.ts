import type { DatabaseSync } from 'node:sqlite';
import {
  bigintOf,
  numberOf,
  numberOrNull,
  textOf,
  textOrNull,
  type Row,
} from '../sandbox-bank/rows.ts';
import { isBehaviour, type Mischief } from './behaviours.ts';
import type { Order } from './order.ts';
import { isRefusalCode, type RefusalCode } from './refusals.ts';
import type { Ending } from './steering.ts';

export type Status = 'CHALLENGE' | 'CAPTURED' | 'DECLINED' | 'DISPUTED';
/** What happens to an authorisation by itself at `dueAt`. */
export type Step = 'expire' | 'capture' | 'dispute' | 'unmask';
export type Mask = 'wrong-amount' | 'unknown-code';
export type Next = { step: Step; dueAt: number } | null;

/** An authorisation as the book has it: the truth, whatever the acquirer is told to show. */
export type Authorisation = {
  seq: number;
  paymentId: string;
  reference: string;
  fingerprint: string;
  status: Status;
  amountMinor: bigint;
  currency: string;
  routeCode: string | null;
  description: string;
  returnUrl: string;
  brand: string;
  lastFour: string;
  rrn: string | null;
  challengeId: string | null;
  challengeEnding: Ending | null;
  wrongCodes: number;
  failureCode: RefusalCode | null;
  disputeReference: string | null;
  mischief: Mischief | null;
  mask: Mask | null;
  nextStep: Step | null;
  dueAt: number | null;
  createdAt: number;
  updatedAt: number;
};

export type Start = {
  status: 'CHALLENGE' | 'DECLINED';
  failureCode: RefusalCode | null;
  challenge: { id: string; ending: Ending } | null;
  mischief: Mischief | null;
  mask: Mask | null;
  next: Next;
};

/** What a step changes; a field left out stays as it is. */
export type Change = Partial<
  Pick<Authorisation, 'status' | 'rrn' | 'failureCode' | 'disputeReference' | 'mask' | 'wrongCodes'>
> & { next: Next };

/** The authorisations as rows; writing functions belong inside a transaction. */
export type Authorisations = {
  find(reference: string): Authorisation | null;
  byPayment(paymentId: string): Authorisation | null;
  byChallenge(challengeId: string): Authorisation | null;
  add(order: Order, start: Start, atMs: number): Authorisation;
  change(authorisation: Authorisation, change: Change, atMs: number): Authorisation;
  due(atMs: number, limit: number): Authorisation[];
  firstDueAt(): number | null;
  page(after: number, limit: number): Authorisation[];
  /** A reference under which nothing is to be charged any more. */
  isCancelled(reference: string): boolean;
  cancel(reference: string, atMs: number): void;
};

const ALL = 'select * from authorisations where';

export function openAuthorisations(db: DatabaseSync): Authorisations {
  const byReference = db.prepare(`${ALL} reference = ?`);
  const byPayment = db.prepare(`${ALL} payment_id = ?`);
  const byChallenge = db.prepare(`${ALL} challenge_id = ?`);
  const last = db.prepare('select coalesce(max(seq), 0) as seq from authorisations');
  const insert = db.prepare(`insert into authorisations (seq, payment_id, reference, fingerprint,
    status, amount, currency, route_code, description, return_url, brand, last_four, card_hash,
    challenge_id, challenge_ending, failure_code, behaviour, behaviour_delay, mask, next_step,
    due_at, created_at, updated_at) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`);
  const update = db.prepare(`update authorisations set status = ?, rrn = ?, failure_code = ?,
    dispute_reference = ?, mask = ?, wrong_codes = ?, next_step = ?, due_at = ?, updated_at = ?
    where seq = ?`);
  const due = db.prepare(`${ALL} due_at <= ? order by due_at, seq limit ?`);
  const firstDue = db.prepare(
    'select min(due_at) as due from authorisations where due_at is not null',
  );
  const page = db.prepare(`${ALL} seq > ? order by seq limit ?`);
  const cancelled = db.prepare('select 1 from cancelled where reference = ?');
  const cancel = db.prepare('insert or ignore into cancelled (reference, at) values (?, ?)');
  const one = (row: Row | undefined) => (row === undefined ? null : authorisationOf(row));

  const find = (reference: string) => one(byReference.get(reference));
  return {
    find,
    byPayment: (paymentId) => one(byPayment.get(paymentId)),
    byChallenge: (challengeId) => one(byChallenge.get(challengeId)),
    add(order, { status, failureCode, challenge, mischief, mask, next }, at) {
      const seq = numberOf(last.get()?.['seq']) + 1;
      const paymentId = `CRD${String(seq).padStart(12, '0')}`;
      const { reference, fingerprint, amountMinor, currency, routeCode, card } = order;
      const names = [
        seq,
        paymentId,
        reference,
        fingerprint,
        status,
        amountMinor,
        currency,
      ] as const;
      const terms = [routeCode, order.description, order.returnUrl] as const;
      const known = [card.brand, card.lastFour, card.hash] as const;
      const course = [challenge?.id ?? null, challenge?.ending ?? null, failureCode] as const;
      const odd = [mischief?.behaviour ?? null, mischief?.delayMs ?? null, mask] as const;
      const step = [next?.step ?? null, next?.dueAt ?? null] as const;
      insert.run(...names, ...terms, ...known, ...course, ...odd, ...step, at, at);
      return found(find(reference));
    },
    change(authorisation, change, at) {
      const to = { ...authorisation, ...change };
      const outcome = [to.status, to.rrn, to.failureCode, to.disputeReference, to.mask] as const;
      const step = [change.next?.step ?? null, change.next?.dueAt ?? null] as const;
      update.run(...outcome, to.wrongCodes, ...step, at, authorisation.seq);
      return found(find(authorisation.reference));
    },
    due: (at, limit) => due.all(at, limit).map(authorisationOf),
    firstDueAt: () => numberOrNull(firstDue.get()?.['due']),
    page: (after, limit) => page.all(after, limit).map(authorisationOf),
    isCancelled: (reference) => cancelled.get(reference) !== undefined,
    cancel: (reference, at) => void cancel.run(reference, at),
  };
}

function found(row: Authorisation | null): Authorisation {
  if (row === null) throw new Error('an authorisation vanished inside its own transaction');
  return row;
}

function authorisationOf(row: Row): Authorisation {
  const failureCode = textOrNull(row['failure_code']);
  const behaviour = textOrNull(row['behaviour']);
  const delayMs = numberOrNull(row['behaviour_delay']);
  return {
    seq: numberOf(row['seq']),
    paymentId: textOf(row['payment_id']),
    reference: textOf(row['reference']),
    fingerprint: textOf(row['fingerprint']),
    status: textOf(row['status']) as Status,
    amountMinor: bigintOf(row['amount']),
    currency: textOf(row['currency']),
    routeCode: textOrNull(row['route_code']),
    description: textOf(row['description']),
    returnUrl: textOf(row['return_url']),
    brand: textOf(row['brand']),
    lastFour: textOf(row['last_four']),
    rrn: textOrNull(row['rrn']),
    challengeId: textOrNull(row['challenge_id']),
    challengeEnding: textOrNull(row['challenge_ending']) as Ending | null,
    wrongCodes: numberOf(row['wrong_codes']),
    failureCode: isRefusalCode(failureCode) ? failureCode : null,
    disputeReference: textOrNull(row['dispute_reference']),
    mischief: isBehaviour(behaviour) ? { behaviour, delayMs } : null,
    mask: textOrNull(row['mask']) as Mask | null,
    nextStep: textOrNull(row['next_step']) as Step | null,
    dueAt: numberOrNull(row['due_at']),
    createdAt: numberOf(row['created_at']),
    updatedAt: numberOf(row['updated_at']),
  };
}
