/** The lane of everything that happens to a payout after its creation: attempts, replies, enquiries, callbacks, statements. */
import type pg from 'pg';
import { Lane } from '../db/lane.ts';
import type { LaneResult } from '../db/lane-work.ts';
import { failpoint } from '../kit/failpoint.ts';
import { newId } from '../kit/ids.ts';
import { Book } from '../ledger/book.ts';
import { findHeldAccounts } from '../ledger/find-held-accounts.ts';
import { lockWallets, walletsOf } from '../ledger/lock-accounts.ts';
import { writeBook } from '../ledger/write-book.ts';
import { loadActiveEndpoints } from '../merchants/endpoints.ts';
import { writePromises } from '../outbox/outbox.ts';
import { writeClaimEnds } from '../outbox/end-claim.ts';
import type { LaneSettings } from './create-lane.ts';
import { decideResolve } from './decide-resolve.ts';
import { loadPayouts } from './load-payouts.ts';
import type { Contract, Payout } from './payout.ts';
import type { ResolveAnswer, ResolveCommand } from './resolve-command.ts';
import type { EventContext } from './resolve-state.ts';
import { writeResolution } from './write-resolution.ts';

export type ResolveLane = Lane<ResolveCommand, ResolveAnswer>;

/** How each contract words a change of status; handed in by `app.ts`. Returns the bytes to be frozen. */
export type EventFormats = Readonly<
  Record<Contract, (payout: Payout, at: Date, beside: EventContext) => string>
>;

export interface ResolveSettings extends LaneSettings {
  readonly formats: EventFormats;
  /** Called after commits that may have left something to deliver. */
  readonly onCommitted?: () => void;
}

export function openResolveLane(settings: ResolveSettings): ResolveLane {
  return new Lane<ResolveCommand, ResolveAnswer>(
    {
      run: (client, commands) => run(client, commands, settings.formats),
      // Every command may be repeated: the claim lapses and the outcome is asked for again.
      recover: () => Promise.resolve(undefined),
      findHeld: (client, commands) => findHeldAccounts(client, walletsOf(merchantsOf(commands))),
    },
    {
      url: settings.url,
      name: 'resolve lane',
      maxCommands: 200,
      // Its callers are our own workers and providers' callbacks, which bound themselves.
      maxWaitMs: 10_000,
      beforeCommit: () => {
        failpoint('resolve.before_commit');
      },
      afterCommit: () => {
        failpoint('resolve.after_commit');
        settings.onCommitted?.();
      },
    },
    {
      lockOf: ({ merchantId }) => merchantId,
      ...(settings.oneMerchantPerCommit && { groupOf: ({ merchantId }) => merchantId }),
    },
  );
}

function merchantsOf(commands: readonly ResolveCommand[]): string[] {
  return [...new Set(commands.map(({ merchantId }) => merchantId))];
}

async function run(
  client: pg.Client,
  commands: readonly ResolveCommand[],
  formats: EventFormats,
): Promise<LaneResult<ResolveAnswer>> {
  const merchantIds = merchantsOf(commands);
  const [accounts, loaded, endpoints] = await Promise.all([
    lockWallets(client, merchantIds),
    loadPayouts(client, commands),
    loadActiveEndpoints(client, merchantIds),
  ]);
  const book = new Book(accounts);
  const nowMs = Math.max(...commands.map((command) => command.at.getTime()));
  const { answers, resolution } = decideResolve(commands, {
    book,
    ...loaded,
    endpointsOf: (merchantId) =>
      (endpoints.get(merchantId) ?? []).map(({ endpointId }) => endpointId),
    eventOf: (payout, at, beside) => formats[payout.contract](payout, at, beside),
    makeId: () => newId(nowMs),
  });
  return {
    answers,
    write: (writer) => [
      ...writeResolution(writer, resolution),
      ...writePromises(writer, resolution.promised),
      ...writeClaimEnds(writer, [...resolution.claimEnds.values()]),
      ...writeBook(writer, book),
    ],
  };
}
