import { isUnrecorded, type Behaviour, type Mischief } from './behaviours.ts';
import type { Book } from './book.ts';
import type { Chance } from './chance.ts';
import type { Order } from './order.ts';
import { refusalOf } from './refusals.ts';
import type { Rules } from './rules.ts';
import type { Store } from './store.ts';
import type { Told } from './told.ts';
import type { Mask, Step, Transfer, Transfers } from './transfers.ts';

/** What a submit came to. `unrecorded`: the bank was told to leave no trace of it. */
export type Verdict =
  | { kind: 'accepted' | 'refused' | 'repeat'; transfer: Transfer }
  | { kind: 'conflict' }
  | { kind: 'unrecorded'; mischief: Mischief };

export type Acceptor = (order: Order, atMs: number) => Verdict;

type Parts = {
  store: Store;
  book: Book;
  transfers: Transfers;
  rules: Rules;
  told: Told;
  chance: Chance;
};

/** Decides and records one submit; belongs inside a transaction. A reference is decided once, for ever. */
export function openAcceptor({ store, book, transfers, rules, told, chance }: Parts): Acceptor {
  const forget = store.db.prepare(`insert into unrecorded (reference, submits) values (?, 1)
    on conflict (reference) do update set submits = submits + 1`);

  // A quarter less to a quarter more, so that transfers overtake one another.
  const settleAt = (order: Order, at: number) =>
    at + Math.round(told.settleMs() * (0.75 + chance.fraction('settle', order.reference) / 2));

  return (order, at) => {
    const earlier = transfers.find(order.reference);
    if (earlier !== null) {
      const same = earlier.fingerprint === order.fingerprint;
      return same ? { kind: 'repeat', transfer: earlier } : { kind: 'conflict' };
    }
    const asked = { ...order, ...order.beneficiary };
    const refusal = refusalOf(asked, book.balance().available);
    if (refusal !== null) {
      const start = { failureCode: refusal, mischief: null, mask: null, next: null };
      return {
        kind: 'refused',
        transfer: transfers.add(order, { status: 'FAILED', ...start }, at),
      };
    }
    const mischief = rules.choose('submit', asked.accountNumber, order.reference);
    if (mischief !== null && isUnrecorded(mischief.behaviour)) {
      forget.run(order.reference);
      return { kind: 'unrecorded', mischief };
    }
    const behaviour = mischief?.behaviour ?? null;
    if (mischief !== null && (behaviour === 'refuse' || behaviour === 'refuse-then-execute')) {
      const lateAt = mischief.delayMs === null ? settleAt(order, at) : at + mischief.delayMs;
      const late = { step: 'succeed-late' as const, dueAt: lateAt };
      const next = behaviour === 'refuse' ? null : late;
      const start = { failureCode: mischief.code, mischief, mask: null, next };
      return {
        kind: 'refused',
        transfer: transfers.add(order, { status: 'FAILED', ...start }, at),
      };
    }
    book.hold(order.amountPaise);
    const step: Step = behaviour === 'refuse-after-accept' ? 'fail' : 'settle';
    const dueAt = behaviour === 'callback-before-reply' ? at : settleAt(order, at);
    const start = { failureCode: null, mischief, mask: maskOf(behaviour), next: { step, dueAt } };
    return {
      kind: 'accepted',
      transfer: transfers.add(order, { status: 'PROCESSING', ...start }, at),
    };
  };
}

function maskOf(behaviour: Behaviour | null): Mask | null {
  return behaviour === 'wrong-amount' || behaviour === 'unknown-code' ? behaviour : null;
}
