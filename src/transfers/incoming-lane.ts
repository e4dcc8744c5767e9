/** The lane of transfers on the side of the payee: requests, and arrivals, each booked once. */
import type pg from 'pg';
import { Lane } from '../db/lane.ts';
import type { LaneResult } from '../db/lane-work.ts';
import { failpoint } from '../kit/failpoint.ts';
import { accountOf, type AccountId } from '../ledger/accounts.ts';
import { Book } from '../ledger/book.ts';
import { findHeldAccounts } from '../ledger/find-held-accounts.ts';
import { lockAccounts } from '../ledger/lock-accounts.ts';
import { writeBook } from '../ledger/write-book.ts';
import { writePromises } from '../outbox/outbox.ts';
import type { LaneSettings } from '../payments/create-lane.ts';
import { send } from '../payments/write-resolution.ts';
import { writeXprizoTransactions } from '../payments/xprizo-transactions.ts';
import { nothingOff } from '../switches/off-switches.ts';
import { decideIncoming, type IncomingDecision } from './decide-incoming.ts';
import { incomingRow, insertIncoming, updateArrived } from './incoming-rows.ts';
import type { IncomingAnswer, IncomingCommand } from './incoming-transfer.ts';
import { loadIncoming, loadSpentComingIn } from './load-incoming.ts';

export type IncomingLane = Lane<IncomingCommand, IncomingAnswer>;

export function openIncomingLane(settings: LaneSettings): IncomingLane {
  return new Lane<IncomingCommand, IncomingAnswer>(
    {
      run: (client, commands) => run(client, commands, settings),
      recover: (client, commands) => recover(client, commands, settings),
      findHeld: (client, commands) => findHeldAccounts(client, walletsOf(commands)),
    },
    {
      url: settings.url,
      name: 'incoming transfer lane',
      maxCommands: 200,
      beforeCommit: () => {
        failpoint('arrival.before_commit');
      },
      afterCommit: () => {
        failpoint('arrival.after_commit');
      },
    },
    {
      lockOf: ({ merchantId }) => merchantId,
      ...(settings.oneMerchantPerCommit && { groupOf: ({ merchantId }) => merchantId }),
    },
  );
}

async function run(
  client: pg.Client,
  commands: readonly IncomingCommand[],
  settings: Pick<LaneSettings, 'off'>,
): Promise<LaneResult<IncomingAnswer>> {
  const { decision, book } = await decide(client, commands, settings);
  return {
    answers: decision.answers,
    write: (writer) => [...write(writer, decision), ...writeBook(writer, book)],
  };
}

async function decide(
  client: pg.Client,
  commands: readonly IncomingCommand[],
  settings: Pick<LaneSettings, 'off'>,
): Promise<{ readonly decision: IncomingDecision; readonly book: Book }> {
  const asked = commands.filter(({ kind }) => kind === 'ask').map(({ incoming }) => incoming);
  const [accounts, loaded, spent, off] = await Promise.all([
    lockAccounts(client, walletsOf(commands)),
    loadIncoming(client, commands),
    loadSpentComingIn(client, asked),
    settings.off?.() ?? nothingOff,
  ]);
  const book = new Book(accounts);
  const known = new Map([...loaded].map(([id, { incoming }]) => [id, incoming]));
  return { decision: decideIncoming(commands, { book, known, spent, off }), book };
}

/** The row of `wallet:INR` is the lock of the owner's references, whatever the currency. */
function walletsOf(commands: readonly IncomingCommand[]) {
  const wallets = new Map<string, { merchantId: string; account: AccountId }>();
  for (const { merchantId, currency } of commands) {
    for (const each of new Set(['INR', currency] as const)) {
      const account = accountOf('wallet', each);
      wallets.set(`${merchantId} ${account}`, { merchantId, account });
    }
  }
  return [...wallets.values()];
}

/** Under the same locks. A repeat changes nothing, so what is there now is the answer, if all of it is there. */
async function recover(
  client: pg.Client,
  commands: readonly IncomingCommand[],
  settings: Pick<LaneSettings, 'off'>,
): Promise<readonly IncomingAnswer[] | undefined> {
  const { decision } = await decide(client, commands, settings);
  return decision.made.length + decision.arrived.length === 0 ? decision.answers : undefined;
}

function write(client: pg.ClientBase, decision: IncomingDecision): Promise<unknown>[] {
  return [
    ...send(client, insertIncoming, decision.made.map(incomingRow)),
    ...send(client, updateArrived, decision.arrived.map(incomingRow)),
    ...writeXprizoTransactions(client, decision.kept),
    ...writePromises(client, decision.promised),
  ];
}
