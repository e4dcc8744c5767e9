import type { Bank } from './bank.ts';
import { delayOf, type Behaviour, type Mischief } from './behaviours.ts';
import { rupees } from './money.ts';
import { readOrder } from './order.ts';
import { pageOf } from './page.ts';
import { errorReply, type Reply } from './reply.ts';
import { isMasked, shownOf, truthOf } from './shown.ts';
import type { Transfer } from './transfers.ts';

// These ruin the answer to the submit; every other behaviour shows later and is counted there.
const IN_THE_ANSWER: readonly Behaviour[] = [
  'refuse',
  'execute-then-drop',
  'timeout-after',
  'error-after',
  'bad-json',
  'huge-body',
  'slow-body',
];

const NOT_FOUND = errorReply(404, 'NOT_FOUND', 'There is no transfer with this reference.');
const CONFLICT = errorReply(
  409,
  'REFERENCE_CONFLICT',
  'The reference belongs to a transfer with other fields.',
);

/** POST /v1/transfers: answered only after the commit. Throws `InvalidRequest`. */
export async function submit(bank: Bank, body: unknown): Promise<Reply> {
  const order = readOrder(body);
  const verdict = await bank.store.commit(() => bank.accept(order, bank.clock()));
  if (verdict.kind === 'conflict') return CONFLICT;
  if (verdict.kind === 'unrecorded') return traceless(bank, verdict.mischief);
  const { transfer, kind } = verdict;
  if (kind === 'repeat') return { status: 200, body: { transfer: shownOf(transfer) } };
  const { mischief } = transfer;
  const spoils = mischief !== null && IN_THE_ANSWER.includes(mischief.behaviour);
  const count = () => void bank.store.jot(() => bank.faults.countOnce(transfer));
  const spoiledBy = spoils ? { mischief, count } : undefined;
  bank.settling.wakeAt(transfer.dueAt);
  if (kind === 'refused') {
    const error = { code: transfer.failureCode, message: transfer.failureMessage };
    return { status: 422, body: { error, transfer: truthOf(transfer) }, spoiledBy };
  }
  if (mischief?.behaviour === 'callback-before-reply') {
    const early = await bank.delivery.awaitDelivered(transfer.seq, delayOf(mischief));
    if (early) count();
  }
  return { status: 202, body: { transfer: truthOf(transfer) }, spoiledBy };
}

/** GET /v1/transfers/{reference} */
export async function enquire(bank: Bank, reference: string): Promise<Reply> {
  const transfer = bank.transfers.find(reference);
  if (transfer === null) return NOT_FOUND;
  const mischief = bank.rules.anyOnEnquiry()
    ? await bank.store.commit(() =>
        bank.rules.choose('enquiry', transfer.accountNumber, transfer.reference),
      )
    : null;
  if (mischief?.behaviour === 'not-found-for') {
    void bank.store.jot(() => bank.faults.count('not-found-for'));
    return NOT_FOUND;
  }
  const hidden = isHidden(transfer, bank.clock());
  if ((hidden || isMasked(transfer)) && !bank.faults.hasCounted(transfer)) {
    void bank.store.jot(() => bank.faults.countOnce(transfer));
  }
  if (hidden) return NOT_FOUND;
  const reply = { status: 200, body: { transfer: shownOf(transfer) } };
  return mischief === null ? reply : traceless(bank, mischief, reply);
}

function isHidden({ mischief, createdAt }: Transfer, now: number): boolean {
  return mischief?.behaviour === 'not-found-for' && now < createdAt + delayOf(mischief);
}

function traceless(bank: Bank, mischief: Mischief, reply: Reply = NOT_FOUND): Reply {
  const count = () => void bank.store.jot(() => bank.faults.count(mischief.behaviour));
  return { ...reply, spoiledBy: { mischief, count } };
}

/** GET /v1/statement: lines are numbered from 1 without gaps. Throws `InvalidRequest`. */
export function statement(bank: Bank, query: URLSearchParams): Reply {
  const { after, limit } = pageOf(query);
  return { status: 200, body: bank.book.statement(after, limit) };
}

/** GET /v1/balance */
export function balance(bank: Bank): Reply {
  const { available, booked } = bank.book.balance();
  const body = { available: rupees(available), booked: rupees(booked), currency: 'INR' };
  return { status: 200, body };
}
