/** The lane of everything that happens to a pay-in after its creation: callbacks, enquiries, statements, refunds, expiry. */
import type pg from 'pg';
import { arraysOf, rowsFrom, type Columns } from '../db/columns.ts';
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
import { loadBookedPayments } from './booked-payments.ts';
import type { LaneSettings } from './create-lane.ts';
import { decidePayins } from './decide-payin.ts';
import { insertPayinFacts, loadPayins, payinFactRow } from './load-payins.ts';
import type { PayinAnswer, PayinCommand } from './payin-command.ts';
import { insertPayinHistory, payinHistoryRow, payinRow, type PayinRow } from './payin-rows.ts';
import type { PayinEventContext, PayinResolution } from './payin-state.ts';
import { defaultPayinTerms, loadPayinTerms } from './payin-terms.ts';
import type { Payin, PayinContract } from './payin.ts';
import { insertCases, send } from './write-resolution.ts';

export type PayinLane = Lane<PayinCommand, PayinAnswer>;

/** How each contract words a change; handed in by `app.ts`. Returns the bytes to be frozen. */
export type PayinEventFormats = Readonly<
  Record<PayinContract, (payin: Payin, at: Date, beside: PayinEventContext) => string>
>;

export interface PayinLaneSettings extends LaneSettings {
  readonly formats: PayinEventFormats;
  /** Called after commits that may have left something to deliver or to give back. */
  readonly onCommitted?: () => void;
}

export function openPayinLane(settings: PayinLaneSettings): PayinLane {
  return new Lane<PayinCommand, PayinAnswer>(
    {
      run: (client, commands) => run(client, commands, settings.formats),
      // Every command may be repeated: what was booked is known by its fact.
      recover: () => Promise.resolve(undefined),
      findHeld: (client, commands) => findHeldAccounts(client, walletsOf(merchantsOf(commands))),
    },
    {
      url: settings.url,
      name: 'pay-in lane',
      maxCommands: 200,
      // Its callers are our own workers and providers' callbacks, which bound themselves.
      maxWaitMs: 10_000,
      beforeCommit: () => {
        failpoint('payin.before_commit');
      },
      afterCommit: () => {
        failpoint('payin.after_commit');
        settings.onCommitted?.();
      },
    },
    {
      lockOf: ({ merchantId }) => merchantId,
      ...(settings.oneMerchantPerCommit && { groupOf: ({ merchantId }) => merchantId }),
    },
  );
}

function merchantsOf(commands: readonly PayinCommand[]): string[] {
  return [...new Set(commands.map(({ merchantId }) => merchantId))];
}

async function run(
  client: pg.Client,
  commands: readonly PayinCommand[],
  formats: PayinEventFormats,
): Promise<LaneResult<PayinAnswer>> {
  const merchantIds = merchantsOf(commands);
  const [accounts, payins, booked, terms, endpoints] = await Promise.all([
    lockWallets(client, merchantIds),
    loadPayins(client, commands),
    loadBookedPayments(client, commands),
    loadPayinTerms(client, merchantIds),
    loadActiveEndpoints(client, merchantIds),
  ]);
  const book = new Book(accounts);
  const nowMs = Math.max(...commands.map((command) => command.at.getTime()));
  const { answers, resolution } = decidePayins(commands, {
    book,
    payins,
    booked,
    termsOf: (merchantId) => terms.get(merchantId) ?? defaultPayinTerms,
    endpointsOf: (merchantId) =>
      (endpoints.get(merchantId) ?? []).map(({ endpointId }) => endpointId),
    eventOf: (payin, at, beside) => formats[payin.contract](payin, at, beside),
    makeId: () => newId(nowMs),
  });
  return {
    answers,
    write: (writer) => [...write(writer, resolution), ...writeBook(writer, book)],
  };
}

type ChangeRow = Pick<
  PayinRow,
  | 'merchant_id'
  | 'payin_id'
  | 'version'
  | 'status'
  | 'status_reason'
  | 'fee_minor'
  | 'gst_minor'
  | 'received_minor'
  | 'utr'
  | 'payer_vpa'
  | 'prompt_id'
  | 'challenge_url'
  | 'remarks'
  | 'updated_at'
>;

const changeColumns: Columns<ChangeRow> = {
  merchant_id: 'uuid',
  payin_id: 'uuid',
  version: 'integer',
  status: 'text',
  status_reason: 'text',
  fee_minor: 'bigint',
  gst_minor: 'bigint',
  received_minor: 'bigint',
  utr: 'text',
  payer_vpa: 'text',
  prompt_id: 'text',
  challenge_url: 'text',
  remarks: 'text',
  updated_at: 'timestamptz',
};

const updatePayins = {
  name: 'update_payins',
  text: `update payins i
    set version = r.version, status = r.status, status_reason = r.status_reason, fee_minor = r.fee_minor,
      gst_minor = r.gst_minor, received_minor = r.received_minor, utr = r.utr, payer_vpa = r.payer_vpa,
      prompt_id = r.prompt_id, challenge_url = r.challenge_url, remarks = r.remarks, updated_at = r.updated_at
    from ${rowsFrom(changeColumns)}
    where i.merchant_id = r.merchant_id and i.payin_id = r.payin_id`,
  values: (rows: readonly PayinRow[]) => arraysOf(changeColumns, rows),
};

function write(client: pg.ClientBase, resolution: PayinResolution): Promise<unknown>[] {
  return [
    ...send(client, updatePayins, resolution.changed().map(payinRow)),
    ...send(client, insertPayinHistory, resolution.history.map(payinHistoryRow)),
    ...send(client, insertPayinFacts, resolution.facts.map(payinFactRow)),
    ...send(client, insertCases, resolution.cases),
    ...writePromises(client, resolution.promised),
    ...writeClaimEnds(client, resolution.claimEnds),
  ];
}
