/** `hundi ledger`: the books, and the proofs that they are right. */
import type { Command } from 'commander';
import type { Pool } from '../db/connection.ts';
import type { AccountBalance } from '../ledger/list-balances.ts';
import { listMerchants } from '../merchants/find-merchant.ts';
import { merchantHelp, merchantNamed } from './arguments.ts';
import { addCommand } from './command.ts';
import { addReconcile } from './ledger-reconcile.ts';
import { rupees, table } from './output.ts';
import { withSession } from './session.ts';

const whenBroken =
  'Stop paying out (`hundi payout pause --reason ...`), and look at what is named before correcting anything: docs/finance.md, Proofs.';

export function addLedgerCommands(group: Command): void {
  addReconcile(group);
  addCommand(
    group,
    'verify',
    'recompute every proof of the books; ends with 1 if any is broken',
    () => undefined,
    (_, flags) =>
      withSession(async ({ pool }) => {
        const { verifyBooks } = await import('../settlements/verify-books.ts');
        const { checked, breaks } = await verifyBooks(pool, progress(flags['json'] !== true));
        const isBroken = breaks.length > 0;
        const counts = Object.entries(checked).map(([what, count]) => `${count} ${what}`);
        const rows = breaks.map(({ proof, merchantId, what }) => [merchantId, proof, what]);
        return {
          data: { ok: !isBroken, checked, breaks },
          text: isBroken
            ? `${table(['merchant', 'proof', 'what'], rows)}\nBROKEN in ${breaks.length} places; checked ${counts.join(', ')}.\n${whenBroken}\n`
            : `All proofs hold; checked ${counts.join(', ')}.\n`,
          isBroken,
        };
      }),
  );
  addCommand(
    group,
    'balances',
    'every account, credits less debits, of one merchant or of all together',
    (command) => command.argument('[merchant]', merchantHelp),
    ([name]) =>
      withSession(async ({ pool }) => {
        const merchantId =
          name === undefined ? undefined : (await merchantNamed(pool, name)).merchantId;
        const accounts =
          merchantId === undefined ? await allBalances(pool) : await balancesOf(pool, merchantId);
        const totals = new Map<AccountBalance['currency'], bigint>();
        for (const { currency, postedMinor } of accounts)
          totals.set(currency, (totals.get(currency) ?? 0n) + postedMinor);
        const shown = accounts.map(({ account, currency, postedMinor, heldMinor }) => ({
          account,
          currency,
          posted: rupees(postedMinor, currency),
          held: rupees(heldMinor, currency),
        }));
        const rows = shown.map(({ account, posted, held }) => [account, posted, held]);
        const sums = [...totals].map(([currency, minor]) => ({
          currency,
          sum: rupees(minor, currency),
        }));
        return {
          data: { merchantId: merchantId ?? null, accounts: shown, sums },
          text:
            table(['account', 'posted', 'held'], rows) +
            sums.map(({ currency, sum }) => `Sum ${currency}: ${sum}\n`).join(''),
        };
      }),
  );
}

/** On a terminal only, and never on stdout. */
function progress(isWanted: boolean): (done: number, total: number) => void {
  if (!isWanted || !process.stderr.isTTY) return () => undefined;
  return (done, total) => {
    process.stderr.write(`\r${done} of ${total} merchants${done === total ? '\n' : ''}`);
  };
}

async function balancesOf(pool: Pool, merchantId: string): Promise<AccountBalance[]> {
  const { listBalances } = await import('../ledger/list-balances.ts');
  return listBalances(pool, merchantId);
}

async function allBalances(pool: Pool): Promise<AccountBalance[]> {
  const sums = new Map<string, AccountBalance>();
  let afterNo = 0;
  for (;;) {
    const merchants = await listMerchants(pool, { afterNo });
    const last = merchants.at(-1);
    if (last === undefined) break;
    afterNo = last.merchantNo;
    for (const { merchantId } of merchants)
      for (const balance of await balancesOf(pool, merchantId))
        sums.set(balance.account, together(sums.get(balance.account), balance));
  }
  return [...sums.values()];
}

function together(sum: AccountBalance | undefined, next: AccountBalance): AccountBalance {
  if (sum === undefined) return next;
  return {
    ...next,
    postedMinor: sum.postedMinor + next.postedMinor,
    heldMinor: sum.heldMinor + next.heldMinor,
  };
}
