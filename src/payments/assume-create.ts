/**
 * New payouts as they nearly always are: each wallet covers its own, no reference was used before, none looks like another. They are
 * decided on that, by the decision that all new payouts take, and written without a look; whatever is not so fails in the
 * statement that meets it, and the batch is decided again with a look.
 */
import type pg from 'pg';
import type { LaneResult } from '../db/lane-work.ts';
import { accountOf } from '../ledger/accounts.ts';
import { AssumedBook } from '../ledger/assumed-book.ts';
import { writeJournals } from '../ledger/write-journals.ts';
import { nothingOff, type OffSwitches } from '../switches/off-switches.ts';
import type { CreateAnswer, CreatePayout } from './create-payout.ts';
import { decideCreate, type CreateDecision } from './decide-create.ts';
import { writeOrders } from './orders.ts';
import { insertAssumed, payoutRow } from './payout-rows.ts';
import type { Payout } from './payout.ts';
import { assumeNoneAlike } from './recent-likenesses.ts';
import type { Carriers } from './switched-off.ts';
import { assumeNoneSpent } from './taken-references.ts';
import { walletsToLock } from './wallets-to-lock.ts';
import { writeXprizoTransactions } from './xprizo-transactions.ts';

export interface AssumeSettings {
  readonly off?: () => Promise<OffSwitches>;
  readonly carriers?: Carriers;
}

/** Undefined where only a look can tell: under a cap on the day, or when nothing would be held. */
export async function assumeCreate(
  commands: readonly CreatePayout[],
  { off: offNow, carriers = {} }: AssumeSettings,
): Promise<LaneResult<CreateAnswer> | undefined> {
  if (commands.some(hasDayCap)) return undefined;
  const off = (await offNow?.()) ?? nothingOff;
  const assumed = new AssumedBook(walletsToLock(commands));
  const decision = decideCreate(commands, {
    book: assumed.book,
    byReference: new Map(),
    recentLikenesses: new Set(),
    off,
    carriers,
  });
  if (assumed.book.journals.length === 0) return undefined;
  return {
    answers: decision.answers,
    write: (client) => write(client, commands, { assumed, decision }),
  };
}

function hasDayCap({ caps }: CreatePayout): boolean {
  return caps !== undefined && caps.dayMinor !== null;
}

/** A reference that a payout has used before fails by its key. */
function write(
  client: pg.ClientBase,
  commands: readonly CreatePayout[],
  { assumed, decision }: { readonly assumed: AssumedBook; readonly decision: CreateDecision },
): Promise<unknown>[] {
  const { payouts } = decision;
  const places = payouts.map((payout) => assumed.placeOf(walletOf(payout)));
  return [
    assumed.moveCounters(client),
    ...assumeNoneSpent(client, commands),
    ...assumeNoneAlike(client, commands),
    client.query({
      name: insertAssumed.name,
      text: insertAssumed.text,
      values: insertAssumed.values(payouts.map(payoutRow), places),
    }),
    ...writeOrders(client, decision.orders),
    ...writeXprizoTransactions(client, decision.xprizo),
    ...writeJournals(client, assumed.book.journals, (journal) => assumed.placeOf(journal)),
  ];
}

function walletOf({ merchantId, currency }: Payout) {
  return { merchantId, account: accountOf('wallet', currency) };
}
