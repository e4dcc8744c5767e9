import type { Store } from '../sandbox-bank/store.ts';
import type { Advance } from './advance.ts';
import type { Authorisation, Authorisations, Mask, Start } from './authorisations.ts';
import { delayOf, UNRECORDED, type Mischief } from './behaviours.ts';
import type { Callbacks } from './callbacks.ts';
import type { Order } from './order.ts';
import type { RefusalCode } from './refusals.ts';
import type { Rules } from './rules.ts';
import type { Settings } from './settings.ts';

/** What a request came to. `unrecorded`: the acquirer was told to leave no trace of it. */
export type Verdict =
  | { kind: 'new' | 'repeat'; authorisation: Authorisation }
  | { kind: 'conflict' }
  | { kind: 'cancelled' }
  | { kind: 'unrecorded'; mischief: Mischief };

/** `challengeId` is for the page that may be needed: nobody can guess it. */
export type Acceptor = (order: Order, challengeId: string, atMs: number) => Verdict;

type Parts = {
  store: Store;
  authorisations: Authorisations;
  advance: Advance;
  callbacks: Callbacks;
  rules: Rules;
  settings: Pick<Settings, 'challengeMs'>;
};

/** Decides and records one request; belongs inside a transaction. A reference is decided once, for ever. */
export function openAcceptor(parts: Parts): Acceptor {
  const { store, authorisations, advance, callbacks, rules, settings } = parts;
  const forget = store.db.prepare(`insert into unrecorded (reference, submits) values (?, 1)
    on conflict (reference) do update set submits = submits + 1`);

  const record = (order: Order, start: Partial<Start>, mischief: Mischief | null, at: number) => {
    const plain = { failureCode: null, challenge: null, next: null };
    const course = { mischief, mask: maskOf(mischief), ...plain, ...start };
    return authorisations.add(order, { status: 'CHALLENGE', ...course }, at);
  };
  const refuse = (order: Order, code: RefusalCode, mischief: Mischief | null, at: number) => {
    const lies = mischief?.behaviour === 'decline-then-capture';
    const next = lies ? ({ step: 'capture', dueAt: at + delayOf(mischief) } as const) : null;
    const start = { status: 'DECLINED', failureCode: code, next } as const;
    const declined = record(order, start, mischief, at);
    callbacks.announce(declined, at);
    return declined;
  };

  return (order, challengeId, at) => {
    const earlier = authorisations.find(order.reference);
    if (earlier !== null) {
      const same = earlier.fingerprint === order.fingerprint;
      return same ? { kind: 'repeat', authorisation: earlier } : { kind: 'conflict' };
    }
    if (authorisations.isCancelled(order.reference)) return { kind: 'cancelled' };
    const mischief = rules.choose('authorise', order.routeCode, order.reference);
    if (mischief !== null && UNRECORDED.includes(mischief.behaviour)) {
      forget.run(order.reference);
      return { kind: 'unrecorded', mischief };
    }
    const { ending, challenge } = order.plan;
    const kind = 'new';
    if (order.refusal !== null)
      return { kind, authorisation: refuse(order, order.refusal, null, at) };
    if (mischief?.behaviour === 'decline-then-capture')
      return { kind, authorisation: refuse(order, 'DO_NOT_HONOUR', mischief, at) };
    if (challenge) {
      const next = { step: 'expire', dueAt: at + settings.challengeMs } as const;
      const asked = { challenge: { id: challengeId, ending }, next };
      return { kind, authorisation: record(order, asked, mischief, at) };
    }
    if (ending !== 'approve') return { kind, authorisation: refuse(order, ending, mischief, at) };
    return { kind, authorisation: advance.capture(record(order, {}, mischief, at), at) };
  };
}

function maskOf(mischief: Mischief | null): Mask | null {
  const behaviour = mischief?.behaviour;
  return behaviour === 'wrong-amount' || behaviour === 'unknown-code' ? behaviour : null;
}
