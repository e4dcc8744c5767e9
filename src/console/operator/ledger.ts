/** The ledger for operators: the trial balance, accounts and their statements, and journals. */
import { DomainError } from '../../kit/errors.ts';
import { findJournal } from '../../views/journal.ts';
import { readStatement, type StatementPlace } from '../../views/ledger-statement.ts';
import { keyOf, readTouched } from '../../views/running-proof.ts';
import { shownTouched } from '../../views/story.ts';
import { listAccounts, trialBalance, type TrialLine } from '../../views/ledger.ts';
import { openings } from '../../views/overview-now.ts';
import type { AccountRow, JournalAnswer, StatementRow, TrialBalance } from '../answers/ledger.ts';
import type { List } from '../answers/shared.ts';
import { asJson } from '../as-json.ts';
import { invalidField, optionalTextIn } from '../fields.ts';
import type { OperatorRoute, RouteRequest } from '../route.ts';
import type { OperatorDeps } from './deps.ts';

type LedgerDeps = Pick<OperatorDeps, 'pool'>;

const pageSize = 50;

export function ledgerRoutes(deps: LedgerDeps): readonly OperatorRoute[] {
  return [
    {
      method: 'GET',
      path: '/ledger',
      permission: 'ledger.read',
      handle: () => trialOf(deps),
    },
    {
      method: 'GET',
      path: '/ledger/accounts',
      permission: 'ledger.read',
      handle: (request) => accountsOf(deps, request),
    },
    {
      method: 'GET',
      path: '/merchants/:merchantId/ledger/:account',
      permission: 'ledger.read',
      ids: { merchantId: 'merchant', account: 'word' },
      handle: (request) => statementOf(deps, request),
    },
    {
      method: 'GET',
      path: '/merchants/:merchantId/journals/:account/:journalNo',
      permission: 'ledger.read',
      ids: { merchantId: 'merchant', account: 'word', journalNo: 'word' },
      handle: (request) => journalOf(deps, request),
    },
  ];
}

async function trialOf({ pool }: LedgerDeps): Promise<TrialBalance> {
  const [lines, { journalsBehind }] = await Promise.all([trialBalance(pool), openings(pool)]);
  return {
    currencies: [...Map.groupBy(lines, ({ currency }) => currency)].map(([currency, own]) => ({
      currency,
      sum: money(
        currency,
        own.reduce((sum, { postedMinor }) => sum + postedMinor, 0n),
      ),
      lines: own.map(trialRow),
    })),
    journalsBehind: journalsBehind.toString(),
  };
}

function trialRow({ account, currency, postedMinor, entries, merchants }: TrialLine) {
  return {
    account,
    balance: money(currency, postedMinor),
    entries: entries.toString(),
    merchants: merchants.toString(),
  };
}

async function accountsOf(
  { pool }: LedgerDeps,
  { query }: RouteRequest,
): Promise<List<AccountRow>> {
  const text = optionalTextIn(query, 'q', 100);
  const cursor = optionalTextIn(query, 'cursor', 100);
  const [, no, account] = /^(\d{1,9}) ([\w:]{1,60})$/.exec(cursor) ?? [];
  if (cursor !== '' && no === undefined) throw invalidField('cursor', 'This is no cursor.');
  const found = await listAccounts(pool, {
    ...{ text, limit: pageSize + 1 },
    ...(no !== undefined &&
      account !== undefined && { after: { merchantNo: Number(no), account } }),
  });
  const rows = found.slice(0, pageSize);
  const last = rows.at(-1);
  return {
    rows: rows.map(({ currency, postedMinor, heldMinor, entries, ...row }) => ({
      ...row,
      balance: money(currency, postedMinor),
      held: money(currency, heldMinor),
      entries: entries.toString(),
    })),
    next:
      found.length > pageSize && last !== undefined ? `${last.merchantNo} ${last.account}` : null,
  };
}

async function statementOf(
  { pool }: LedgerDeps,
  { params, query }: RouteRequest,
): Promise<List<StatementRow>> {
  const { merchantId = '', account = '' } = params;
  const from = placeIn(optionalTextIn(query, 'cursor', 120));
  const statement = await readStatement(pool, merchantId, account, { from, limit: pageSize });
  if (statement === undefined) throw new DomainError('console.not_found');
  const { currency, entries, next } = statement;
  return {
    rows: entries.map(({ journalNo, recordedAt, amountMinor, balanceMinor, ...entry }) => ({
      ...entry,
      journalNo: journalNo.toString(),
      at: recordedAt.toISOString(),
      amount: money(currency, amountMinor),
      balance: money(currency, balanceMinor),
    })),
    next:
      next === undefined
        ? null
        : `${next.orderedBy} ${String(next.beforeNo)} ${String(next.balanceMinor)}`,
  };
}

function placeIn(cursor: string): StatementPlace | undefined {
  if (cursor === '') return undefined;
  const [, orderedBy, beforeNo, balance] =
    /^([\w:]{1,60}) (\d{1,18}) (-?\d{1,18})$/.exec(cursor) ?? [];
  if (orderedBy === undefined || beforeNo === undefined || balance === undefined)
    throw invalidField('cursor', 'This is no cursor.');
  return { orderedBy, beforeNo: BigInt(beforeNo), balanceMinor: BigInt(balance) };
}

async function journalOf({ pool }: LedgerDeps, { params }: RouteRequest): Promise<JournalAnswer> {
  const { merchantId = '', account = '', journalNo = '' } = params;
  const found = /^\d{1,18}$/.test(journalNo)
    ? await findJournal(pool, merchantId, account, BigInt(journalNo))
    : undefined;
  if (found === undefined) throw new DomainError('console.not_found');
  const touched = await readTouched(pool, merchantId, [found]);
  return {
    merchantId,
    merchantName: found.merchantName,
    account,
    journalNo,
    kind: found.kind,
    fact: found.fact,
    resolves: found.resolves?.toString() ?? null,
    at: found.recordedAt.toISOString(),
    subject: {
      id: found.subjectId,
      kind: found.subject?.serviceType ?? null,
      number: found.subject?.transactionNumber ?? null,
      reference: found.subject?.reference ?? null,
    },
    legs: found.legs.map(({ debit, credit, amountMinor }) => ({
      ...{ debit, credit, money: money(found.currency, amountMinor) },
    })),
    touched: (touched.get(keyOf(found)) ?? []).map((line) => asJson(shownTouched(line))),
  };
}

function money(currency: string, minor: bigint) {
  return { minor: minor.toString(), currency };
}
