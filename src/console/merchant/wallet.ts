/** Home, and the statement of each wallet. */
import { walletBalances } from '../../ledger/wallet-balance.ts';
import { permissionsOf } from '../../people/roles.ts';
import { readChores, readDayFlows } from '../../views/merchant-home.ts';
import { listMerchantPayments } from '../../views/merchant-payments.ts';
import {
  readStatement,
  type StatementEntry,
  type StatementPlace,
} from '../../views/wallet-statement.ts';
import type { Currency } from '../../kit/money.ts';
import type { HomeAnswer, StatementAnswer, StatementRow } from '../answers/wallet.ts';
import { merchantOf, type RouteRequest, type TeamRoute } from '../route.ts';
import type { TeamDeps } from './deps.ts';
import { money, paymentRow } from './present.ts';
import { currencyOf, invalid, limitOf } from './reading.ts';

const lastShown = 8;

export function walletRoutes(deps: TeamDeps): readonly TeamRoute[] {
  return [
    { method: 'GET', path: '/home', permission: 'home.read', handle: (ask) => home(deps, ask) },
    {
      method: 'GET',
      path: '/statement',
      permission: 'home.read',
      handle: (ask) => statement(deps, ask),
    },
  ];
}

async function home(
  { pool, zone }: TeamDeps,
  { caller, nowMs }: RouteRequest,
): Promise<HomeAnswer> {
  const merchantId = merchantOf(caller);
  const since = zone.dayStart(new Date(nowMs));
  const [balances, flows, last, chores] = await Promise.all([
    walletBalances(pool, merchantId),
    readDayFlows(pool, merchantId, since),
    listMerchantPayments(pool, merchantId, { limit: lastShown }),
    readChores(pool, merchantId, since),
  ]);
  return {
    balances: balances.map(({ currency, postedMinor, heldMinor }) => ({
      available: money(postedMinor - heldMinor, currency),
      held: money(heldMinor, currency),
    })),
    today: flows.map(({ currency, inCount, inMinor, outCount, outMinor }) => ({
      in: money(inMinor, currency),
      inCount: inCount.toString(),
      out: money(outMinor, currency),
      outCount: outCount.toString(),
    })),
    since: since.toISOString(),
    last: last.map(paymentRow),
    chores,
  };
}

async function statement(
  { pool }: TeamDeps,
  { caller, query }: RouteRequest,
): Promise<StatementAnswer> {
  const currency = currencyOf(query);
  const seesSettlements = permissionsOf('merchant', caller.role).includes('settlements.read');
  const { entries, next } = await readStatement(
    pool,
    { merchantId: merchantOf(caller), currency },
    { from: placeOf(query['cursor']), limit: limitOf(query) },
  );
  return {
    rows: entries.map((entry) => rowOf(entry, currency, seesSettlements)),
    next:
      next === undefined ? null : `${next.journalNo.toString()}.${next.balanceMinor.toString()}`,
  };
}

function placeOf(cursor: string | undefined): StatementPlace | undefined {
  if (cursor === undefined) return undefined;
  const parts = /^(\d{1,18})\.(-?\d{1,18})$/.exec(cursor);
  if (parts === null) throw invalid('cursor', 'This is no cursor of ours.');
  return { journalNo: BigInt(parts[1] ?? 0), balanceMinor: BigInt(parts[2] ?? 0) };
}

function rowOf(entry: StatementEntry, currency: Currency, seesSettlements: boolean): StatementRow {
  const { subject, debitMinor, creditMinor } = entry;
  const service = subject?.serviceType ?? (entry.isFunding ? 'funding' : '');
  const hasPage = service === 'payout' || service === 'payin' || service === 'transfer';
  return {
    journalNo: entry.journalNo.toString(),
    at: entry.recordedAt.toISOString(),
    service,
    isReturn: entry.isReturn,
    paymentId: hasPage ? entry.subjectId : null,
    settlementId: seesSettlements && service === 'settlement' ? entry.subjectId : null,
    transactionNumber: subject?.transactionNumber ?? null,
    reference: subject?.reference ?? null,
    debit: debitMinor === 0n ? null : money(debitMinor, currency),
    credit: creditMinor === 0n ? null : money(creditMinor, currency),
    balance: money(entry.balanceMinor, currency),
  };
}
