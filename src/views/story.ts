/** The parts of which the story of a payment is made, whatever its kind. */
import type { Queryable } from '../db/connection.ts';
import type { Case } from '../payments/cases.ts';
import type { JournalView } from '../payments/payout-dossier.ts';
import { listDeliveries, showDelivery } from '../webhooks/deliveries.ts';
import type { PaymentRow } from './payment-row.ts';
import type { IntoSettlement } from './settlement-after.ts';
import { keyOf, readTouched, type TouchedAccount } from './running-proof.ts';

export interface ShownMoney {
  readonly minor: bigint;
  readonly currency: string;
}

export interface Story {
  readonly payment: PaymentRow;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly sums: readonly Sum[];
  readonly events: readonly StoryEvent[];
  readonly balances: readonly { readonly account: string; readonly change: ShownMoney }[];
  readonly isBalanced: boolean;
  readonly nextLookAt: Date | null;
  readonly openCases: readonly Case[];
  readonly heldPayments: readonly { readonly paymentId: string; readonly amount: ShownMoney }[];
  /** Into which the money went that came into a wallet of rupees; null: it came into none. */
  readonly settlement: IntoSettlement | 'none yet' | null;
  /** What may be decided for the parties of a transfer that waits. */
  readonly decisions: readonly ('reject' | 'cancel')[];
}

export interface Sum {
  readonly label: string;
  readonly amount: ShownMoney;
  readonly how: string | null;
  readonly isTotal: boolean;
}

export interface StoryEvent {
  readonly key: string;
  readonly at: Date;
  readonly title: string;
  readonly tone: 'plain' | 'info' | 'good' | 'warn' | 'bad';
  readonly lines: readonly string[];
  readonly journal: StoryJournal | null;
  readonly delivery: StoryDelivery | null;
}

interface StoryJournal {
  readonly journalNo: bigint;
  readonly kind: string;
  readonly fact: string;
  readonly resolves: bigint | null;
  readonly side: string | null;
  /** By whose numbers it stands, and where its page is. */
  readonly merchantId: string;
  readonly account: string;
  readonly legs: readonly {
    readonly debit: string;
    readonly credit: string;
    readonly money: ShownMoney;
  }[];
  /** Each account that is booked on; empty for holds, and where nobody can tell any more. */
  readonly touched: readonly ShownTouched[];
}

export interface ShownTouched {
  readonly account: string;
  readonly before: ShownMoney;
  readonly after: ShownMoney;
}

interface StoryDelivery {
  readonly merchantId: string;
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly state: string;
  readonly body: string;
  readonly nextAttemptAt: Date | null;
  readonly attempts: readonly {
    readonly at: Date;
    readonly durationMs: number;
    readonly httpStatus: number | null;
    readonly error: string | null;
    readonly reply: string | null;
  }[];
}

export function event(
  key: string,
  at: Date,
  title: string,
  more: Partial<Omit<StoryEvent, 'key' | 'at' | 'title'>> = {},
): StoryEvent {
  return { key, at, title, tone: 'plain', lines: [], journal: null, delivery: null, ...more };
}

/** By time, and what was written in one instant as it was handed in: causes before what follows on them. */
export function inOrder(events: readonly StoryEvent[]): StoryEvent[] {
  return events.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

const journalWords: Readonly<Record<string, string>> = {
  reserve: 'Money set aside',
  post: 'The hold is booked',
  void: 'The hold is released',
  record: 'Booked',
  reverse: 'Booked back',
};

/** `side`: whose books, where a payment stands in two. */
export async function journalEvents(
  db: Queryable,
  merchantId: string,
  journals: readonly JournalView[],
  side: string | null = null,
): Promise<StoryEvent[]> {
  const touchedBy = await readTouched(db, merchantId, journals);
  return journals.map((journal) => {
    const { account, journalNo, kind, fact, resolves, recordedAt } = journal;
    const legs = legsOf(journal);
    const touched = (touchedBy.get(keyOf(journal)) ?? []).map(shownTouched);
    const title = `${journalWords[kind] ?? kind}: journal ${String(journalNo)}`;
    const tone = kind === 'void' || kind === 'reverse' ? 'warn' : 'plain';
    return event(
      `journal-${side ?? ''}-${legs[0]?.debit ?? ''}-${String(journalNo)}`,
      recordedAt,
      title,
      {
        tone,
        journal: {
          ...{ journalNo, kind, fact, resolves, side, merchantId, account, legs, touched },
        },
      },
    );
  });
}

export function shownTouched(touched: TouchedAccount): ShownTouched {
  const { account, currency, beforeMinor, afterMinor } = touched;
  return {
    account,
    before: { minor: beforeMinor, currency },
    after: { minor: afterMinor, currency },
  };
}

/** Each in the currency of its accounts: a settlement in USDT has journals in both. */
function legsOf({ debits, credits, amountsMinor }: JournalView) {
  return amountsMinor.map((minor, leg) => {
    const debit = debits[leg] ?? '';
    const currency = debit.slice(debit.indexOf(':') + 1);
    return { debit, credit: credits[leg] ?? '', money: { minor, currency } };
  });
}

/** What the journals that are booked did to each account; holds and their release move nothing. */
export function balancesOf(events: readonly StoryEvent[]): Pick<Story, 'balances' | 'isBalanced'> {
  const changes = new Map<string, ShownMoney & { readonly account: string }>();
  const add = (account: string, minor: bigint, currency: string) => {
    const key = `${account} ${currency}`;
    const before = changes.get(key)?.minor ?? 0n;
    changes.set(key, { account, minor: before + minor, currency });
  };
  for (const { journal } of events) {
    if (journal === null || journal.kind === 'reserve' || journal.kind === 'void') continue;
    const side = journal.side === null ? '' : `${journal.side}: `;
    for (const { debit, credit, money } of journal.legs) {
      add(side + debit, -money.minor, money.currency);
      add(side + credit, money.minor, money.currency);
    }
  }
  const totals = new Map<string, bigint>();
  for (const { minor, currency } of changes.values())
    totals.set(currency, (totals.get(currency) ?? 0n) + minor);
  return {
    balances: [...changes.values()].map(({ account, minor, currency }) => ({
      account,
      change: { minor, currency },
    })),
    isBalanced: [...totals.values()].every((total) => total === 0n),
  };
}

const mostDeliveries = 30;

/** Of one payment, with their bodies and attempts. */
export async function deliveryEvents(
  db: Queryable,
  merchantId: string,
  paymentId: string,
): Promise<StoryEvent[]> {
  const listed = await listDeliveries(db, merchantId, {
    paymentIds: [paymentId],
    limit: mostDeliveries,
  });
  const shown = await Promise.all(
    listed.map(({ deliveryId }) => showDelivery(db, merchantId, deliveryId)),
  );
  return shown
    .filter((one) => one !== undefined)
    .map((one) => {
      const { deliveryId, webhookId, state, payload: body, nextAttemptAt, attempts } = one;
      const tone = state === 'delivered' ? 'good' : state === 'dead' ? 'bad' : 'info';
      return event(`delivery-${deliveryId}`, one.createdAt, `Callback promised: ${state}`, {
        tone,
        delivery: {
          ...{ merchantId, deliveryId, webhookId, state, body, nextAttemptAt },
          attempts: attempts.map(({ startedAt, durationMs, httpStatus, error, replyHead }) => ({
            ...{ at: startedAt, durationMs, httpStatus, error, reply: replyHead },
          })),
        },
      });
    });
}

export function caseEvents(cases: readonly Case[]): StoryEvent[] {
  return cases.flatMap(({ caseId, code, details, openedAt, closedAt }) => [
    event(`case-${caseId}`, openedAt, `Case opened: ${plain(code)}`, {
      ...{ tone: 'warn', lines: Object.entries(details).map(([name, text]) => `${name}: ${text}`) },
    }),
    ...(closedAt === null
      ? []
      : [event(`closed-${caseId}`, closedAt, `Case closed: ${plain(code)}`)]),
  ]);
}

/** `handed_to_provider` as words. */
export function plain(code: string): string {
  return code.replaceAll('_', ' ');
}

/** Values that are there. */
export function factsOf(
  rows: readonly (readonly [name: string, value: string | null | undefined])[],
): (readonly [string, string])[] {
  return rows.filter((row): row is readonly [string, string] => (row[1] ?? '') !== '');
}
