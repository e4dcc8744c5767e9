/** The lane of new payouts: one code path for a single payout, a bulk of 500 and 200 callers at once. */
import type pg from 'pg';
import { binaryArray } from '../db/binary-array.ts';
import { Lane } from '../db/lane.ts';
import type { LaneResult, LaneWork } from '../db/lane-work.ts';
import { failpoint } from '../kit/failpoint.ts';
import { Book } from '../ledger/book.ts';
import { findHeldAccounts } from '../ledger/find-held-accounts.ts';
import { lockAccounts } from '../ledger/lock-accounts.ts';
import { writeBook } from '../ledger/write-book.ts';
import { assumeCreate } from './assume-create.ts';
import {
  referenceKey,
  type AnsweredPayout,
  type CreateAnswer,
  type CreatePayout,
} from './create-payout.ts';
import { loadPaidToday } from './day-spending.ts';
import { DoubtfulMerchants } from './doubtful-merchants.ts';
import { decideCreate, type CreateDecision } from './decide-create.ts';
import { writeOrders } from './orders.ts';
import { everythingOff, nothingOff, type OffSwitches } from '../switches/off-switches.ts';
import type { Carriers } from './switched-off.ts';
import { loadTakenReferences } from './taken-references.ts';
import { walletsToLock } from './wallets-to-lock.ts';
import { writeXprizoTransactions } from './xprizo-transactions.ts';
import {
  insertCreated,
  payoutColumns,
  payoutOf,
  payoutRow,
  type PayoutRow,
} from './payout-rows.ts';
import { loadRecentLikenesses } from './recent-likenesses.ts';

/** What a door sees of it. */
export type CreateLane = Pick<Lane<CreatePayout, CreateAnswer>, 'submit' | 'submitAll'>;

export interface LaneSettings {
  readonly url: string;
  /** One merchant per commit, for a deployment spread over nodes. */
  readonly oneMerchantPerCommit: boolean;
  /** What an operator has switched off. Absent: nothing ever is. */
  readonly off?: () => Promise<OffSwitches>;
}

export interface CreateLaneSettings extends LaneSettings {
  /** Called after each commit: payouts may be due. */
  readonly onCommitted?: () => void;
  /** Who carries payouts, for the switches of providers and rails. */
  readonly carriers?: Carriers;
}

/** What is done with new payouts within one transaction, however many share it. */
export function createWork(
  settings: Pick<CreateLaneSettings, 'oneMerchantPerCommit' | 'off' | 'carriers'>,
  doubtful = new DoubtfulMerchants(),
): LaneWork<CreatePayout, CreateAnswer> {
  const assume = async (commands: readonly CreatePayout[]) => {
    doubtful.forget();
    if (commands.some(({ merchantId }) => doubtful.has(merchantId))) return undefined;
    return assumeCreate(commands, settings);
  };
  return {
    // On nodes no statement hands anything to the next: the next may run elsewhere.
    ...(!settings.oneMerchantPerCommit && { assume }),
    run: async (client, commands) => {
      const result = await run(client, commands, settings);
      doubtful.note(commands, result.answers);
      return result;
    },
    recover,
    findHeld: (client, commands) => findHeldAccounts(client, walletsToLock(commands)),
  };
}

export function openCreateLane(settings: CreateLaneSettings): Lane<CreatePayout, CreateAnswer> {
  const doubtful = new DoubtfulMerchants();
  return new Lane(
    createWork(settings, doubtful),
    {
      url: settings.url,
      name: 'create lane',
      beforeCommit: () => {
        failpoint('create.before_commit');
      },
      afterCommit: () => {
        failpoint('create.after_commit_before_reply');
        settings.onCommitted?.();
      },
    },
    {
      lockOf: ({ merchantId }) => merchantId,
      isApart: ({ merchantId }) => doubtful.has(merchantId),
      ...(settings.oneMerchantPerCommit && { groupOf: ({ merchantId }) => merchantId }),
    },
  );
}

async function run(
  client: pg.Client,
  commands: readonly CreatePayout[],
  { off: offNow, carriers = {} }: Pick<CreateLaneSettings, 'off' | 'carriers'>,
): Promise<LaneResult<CreateAnswer>> {
  // All statements on the wire at once. Those behind the lock see what was committed before it was granted.
  const [accounts, taken, recentLikenesses, paidToday, off] = await Promise.all([
    lockAccounts(client, walletsToLock(commands)),
    loadTakenReferences(client, commands),
    loadRecentLikenesses(client, commands),
    loadPaidToday(client, commands),
    offNow?.() ?? nothingOff,
  ]);
  const book = new Book(accounts);
  const decision = decideCreate(commands, {
    ...taken,
    book,
    recentLikenesses,
    paidToday,
    off,
    carriers,
  });
  return { answers: decision.answers, write: (writer) => write(writer, book, decision) };
}

function write(client: pg.Client, book: Book, decision: CreateDecision): Promise<unknown>[] {
  if (decision.payouts.length === 0) return [];
  return [
    client.query({
      name: insertCreated.name,
      text: insertCreated.text,
      values: insertCreated.values(decision.payouts.map(payoutRow)),
    }),
    ...writeOrders(client, decision.orders),
    ...writeXprizoTransactions(client, decision.xprizo),
    ...writeBook(client, book),
  ];
}

/** Under the same locks: whichever of these payouts exists was committed by the lost COMMIT, so all were. */
async function recover(
  client: pg.Client,
  commands: readonly CreatePayout[],
): Promise<readonly CreateAnswer[] | undefined> {
  await lockAccounts(client, walletsToLock(commands));
  const { rows } = await client.query<PayoutRow>(
    `select ${payoutColumns} from (select unnest($1::uuid[]) as merchant_id, unnest($2::uuid[]) as payout_id) as r
     join payouts p on p.merchant_id = r.merchant_id and p.payout_id = r.payout_id`,
    [
      binaryArray(
        'uuid',
        commands.map((command) => command.merchantId),
      ),
      binaryArray(
        'uuid',
        commands.map((command) => command.payoutId),
      ),
    ],
  );
  if (rows.length === 0) return undefined;
  const made = new Map<string, AnsweredPayout>(rows.map((row) => [row.payout_id, payoutOf(row)]));
  const taken = await loadTakenReferences(client, commands);
  const { byReference, spent } = taken;
  const isSpent = (key: string) => byReference.has(key) || spent.has(key);
  const rest = commands.filter(
    (command) => !made.has(command.payoutId) && !leavesNoTrace(command, isSpent),
  );
  const likenesses = await loadRecentLikenesses(client, rest);
  // What was not written was answered by a refusal or a replay; with the winners in view it is so again.
  const replayed = decideCreate(rest, {
    ...taken,
    book: new Book([]),
    recentLikenesses: likenesses,
    // It left no trace, so it was switched off then, whatever is now.
    off: everythingOff,
  });
  const answers = new Map(
    rest.map((command, index) => [command.payoutId, replayed.answers[index]]),
  );
  return commands.map((command) => {
    const payout = made.get(command.payoutId);
    if (payout !== undefined) return answerWith(payout);
    return (
      answers.get(command.payoutId) ??
      (leavesNoTrace(command, isSpent) ? { kind: 'not_covered' } : { kind: 'near_duplicate' })
    );
  });
}

/** It was not written and nobody else has its reference: its wallet did not cover it. */
function leavesNoTrace(
  { merchantId, reference, xprizo }: CreatePayout,
  isSpent: (key: string) => boolean,
): boolean {
  if (xprizo === undefined || reference === null) return false;
  return !isSpent(referenceKey(merchantId, reference));
}

function answerWith(payout: AnsweredPayout): CreateAnswer {
  if (payout.reserveNo !== null) return { kind: 'created', payout };
  const isCapped = payout.statusReason === 'limit_exceeded';
  return { kind: isCapped ? 'limit_exceeded' : 'insufficient_funds', payout };
}
