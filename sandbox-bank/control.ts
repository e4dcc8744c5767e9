import type { Bank } from './bank.ts';
import { InvalidRequest, objectOf } from './order.ts';
import { pageOf } from './page.ts';
import { proveBook } from './proof.ts';
import { errorReply, type Reply } from './reply.ts';
import { readRule } from './rules.ts';
import { truthOf } from './shown.ts';
import type { Transfer } from './transfers.ts';

/** POST /control/rules. Throws `InvalidRequest`. */
export async function addRule(bank: Bank, body: unknown): Promise<Reply> {
  const rule = readRule(body);
  const ruleId = await bank.store.commit(() => bank.rules.add(rule));
  return { status: 201, body: { ruleId } };
}

export function listRules(bank: Bank): Reply {
  return { status: 200, body: { rules: bank.rules.list() } };
}

/** DELETE /control/rules/{id}, or all of them when no id is given. */
export async function removeRules(bank: Bank, ruleId: string | null): Promise<Reply> {
  const removed = await bank.store.commit(() => {
    if (ruleId !== null) return bank.rules.remove(ruleId);
    bank.rules.clear();
    return true;
  });
  if (!removed) return errorReply(404, 'NOT_FOUND', 'There is no such rule.');
  return listRules(bank);
}

/** POST /control/transfers/{reference}/reverse: only a SUCCESS can be given back, and once. */
export async function reverse(bank: Bank, reference: string, body: unknown): Promise<Reply> {
  const reason = objectOf(body ?? {}, 'the body')['reason'] ?? null;
  if (reason !== null && (typeof reason !== 'string' || reason.length > 200)) {
    throw new InvalidRequest('reason must be a string of at most 200 characters');
  }
  const outcome = await bank.store.commit(() => {
    const transfer = bank.transfers.find(reference);
    return transfer && { reversed: bank.advance.reverse(transfer, reason, bank.clock()) };
  });
  if (outcome === null) {
    return errorReply(404, 'NOT_FOUND', 'There is no transfer with this reference.');
  }
  if (outcome.reversed === null) {
    return errorReply(409, 'NOT_REVERSIBLE', 'Only a transfer in SUCCESS can be reversed.');
  }
  bank.delivery.wake();
  return { status: 200, body: { transfer: truthOf(outcome.reversed) } };
}

/** GET /control/book: every transfer as it truly is, with what the lines say of its money. */
export function book(bank: Bank, query: URLSearchParams): Reply {
  const { after, limit } = pageOf(query);
  const transfers = bank.transfers.page(after, limit);
  const next = transfers.at(-1)?.seq ?? after;
  const shown = transfers.map((transfer) => bookEntryOf(bank, transfer));
  return { status: 200, body: { transfers: shown, next } };
}

function bookEntryOf(bank: Bank, transfer: Transfer): object {
  const { debits, reversals } = bank.book.movements(transfer.reference);
  const { seq, beneficiaryName: name, accountNumber, ifsc } = transfer;
  const moved = { moneyMoved: debits > 0, moneyReturned: reversals > 0, debits, reversals };
  const behaviour = transfer.mischief?.behaviour ?? null;
  const beneficiary = { name, accountNumber, ifsc };
  return { seq, ...truthOf(transfer), beneficiary, ...moved, behaviour };
}

/** GET /control/faults. Queued behind every fault already noted, so nobody who saw one misses it here. */
export async function faults(bank: Bank): Promise<Reply> {
  return { status: 200, body: await bank.store.commit(() => bank.faults.all()) };
}

/** GET /control/proof */
export function proof(bank: Bank): Reply {
  return { status: 200, body: proveBook(bank.store.db) };
}

/** POST /control/settings. Throws `InvalidRequest`. */
export async function tell(bank: Bank, body: unknown): Promise<Reply> {
  objectOf(body, 'the body');
  await bank.store.commit(() => bank.told.tell(body));
  bank.delivery.wake();
  bank.collectionDelivery.wake();
  return { status: 200, body: bank.told.shown() };
}
