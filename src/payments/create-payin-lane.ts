/** The lane of new pay-ins, like that of new payouts: under the lock of the wallet one reference is made once. */
import type pg from 'pg';
import { binaryArray } from '../db/binary-array.ts';
import { Lane } from '../db/lane.ts';
import type { LaneResult } from '../db/lane-work.ts';
import { failpoint } from '../kit/failpoint.ts';
import { findHeldAccounts } from '../ledger/find-held-accounts.ts';
import { lockAccounts } from '../ledger/lock-accounts.ts';
import { walletsToLock } from './wallets-to-lock.ts';
import { writePromises } from '../outbox/outbox.ts';
import type { CreateLaneSettings } from './create-lane.ts';
import type { CreatePayin, CreatePayinAnswer } from './create-payin.ts';
import { referenceKey } from './create-payout.ts';
import { decideCreatePayin, type CreatePayinDecision } from './decide-create-payin.ts';
import { writeOrders } from './orders.ts';
import { writeXprizoTransactions } from './xprizo-transactions.ts';
import {
  insertPayinHistory,
  insertPayins,
  payinColumns,
  payinHistoryRow,
  payinOf,
  payinRow,
  type PayinRow,
} from './payin-rows.ts';
import type { Payin } from './payin.ts';
import { everythingOff, nothingOff } from '../switches/off-switches.ts';
import { loadSpentByRequests } from './spent-references.ts';
import { send } from './write-resolution.ts';

export type CreatePayinLane = Lane<CreatePayin, CreatePayinAnswer>;

export function openCreatePayinLane(settings: CreateLaneSettings): CreatePayinLane {
  return new Lane<CreatePayin, CreatePayinAnswer>(
    {
      run: (client, commands) => run(client, commands, settings),
      recover,
      findHeld: (client, commands) => findHeldAccounts(client, walletsToLock(commands)),
    },
    {
      url: settings.url,
      name: 'create pay-in lane',
      beforeCommit: () => {
        failpoint('payin_create.before_commit');
      },
      afterCommit: () => {
        failpoint('payin_create.after_commit_before_reply');
        settings.onCommitted?.();
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
  commands: readonly CreatePayin[],
  { off: offNow }: Pick<CreateLaneSettings, 'off'>,
): Promise<LaneResult<CreatePayinAnswer>> {
  // All on the wire at once: what is behind the lock sees what was committed before it was granted.
  const [accounts, byReference, spent, off] = await Promise.all([
    lockForPayins(client, commands),
    loadByReference(client, commands),
    loadSpentByRequests(client, commands),
    offNow?.() ?? nothingOff,
  ]);
  if (accounts.length !== walletsToLock(commands).length)
    throw new RangeError('The merchant has no wallet in this currency.');
  const decision = decideCreatePayin(commands, byReference, spent, off);
  return { answers: decision.answers, write: (writer) => write(writer, decision) };
}

function write(client: pg.Client, decision: CreatePayinDecision): Promise<unknown>[] {
  return [
    ...send(client, insertPayins, decision.payins.map(payinRow)),
    ...send(client, insertPayinHistory, decision.history.map(payinHistoryRow)),
    ...writeOrders(client, decision.orders),
    ...writeXprizoTransactions(client, decision.xprizo),
    ...writePromises(client, decision.promised),
  ];
}

/** Under the same locks: if any of these pay-ins exists, the lost COMMIT happened; then all answers can be read. */
async function recover(
  client: pg.Client,
  commands: readonly CreatePayin[],
): Promise<readonly CreatePayinAnswer[] | undefined> {
  await lockForPayins(client, commands);
  const byReference = await loadByReference(client, commands);
  const ids = new Set(commands.map(({ payinId }) => payinId));
  const made = [...byReference.values()].filter(({ payinId }) => ids.has(payinId));
  if (made.length === 0) return undefined;
  const spent = await loadSpentByRequests(client, commands);
  // What is not there was refused then, whatever is switched off now.
  const { answers } = decideCreatePayin(commands, byReference, spent, everythingOff);
  return commands.map((command, index): CreatePayinAnswer => {
    const payin = made.find(({ payinId }) => payinId === command.payinId);
    if (payin !== undefined) return { kind: 'created', payin };
    return answers[index] ?? { kind: 'fee_exceeds_amount' };
  });
}

function lockForPayins(client: pg.Client, commands: readonly CreatePayin[]) {
  return lockAccounts(client, walletsToLock(commands));
}

async function loadByReference(
  client: pg.Client,
  commands: readonly CreatePayin[],
): Promise<Map<string, Payin>> {
  const { rows } = await client.query<PayinRow>({
    name: 'payins_by_reference',
    text: `select ${payinColumns} from (select unnest($1::uuid[]) as merchant_id, unnest($2::text[]) as reference) as r
      join payins i on i.merchant_id = r.merchant_id and i.reference = r.reference`,
    values: [
      binaryArray(
        'uuid',
        commands.map((command) => command.merchantId),
      ),
      binaryArray(
        'text',
        commands.map((command) => command.reference),
      ),
    ],
  });
  return new Map(
    rows.map((row) => [referenceKey(row.merchant_id, row.reference), payinOf(row)] as const),
  );
}
