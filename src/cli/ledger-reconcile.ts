/** `hundi ledger reconcile`: the whole book of the bank against ours. */
import type { Command } from 'commander';
import type { Config } from '../config.ts';
import { findDeploymentValue } from '../db/deployment-values.ts';
import type { Comparison, Difference } from '../payments/compare-statement.ts';
import { addCommand, textFlag } from './command.ts';
import { unreachable } from './errors.ts';
import { rupees, table } from './output.ts';
import { withSession, type Session } from './session.ts';

export function addReconcile(group: Command): void {
  addCommand(
    group,
    'reconcile',
    "compare the bank's whole book with ours, payment by payment; ends with 1 if they differ",
    (command) =>
      command.option(
        '--except <payments>',
        'what has been dealt with beside the books: payments as the list names them, comma separated',
      ),
    (_, flags) =>
      withSession(async (session) => {
        const compared = await compareAll(session);
        const known = new Set((textFlag(flags, 'except') ?? '').split(','));
        const all = compared.flatMap((each) => each.differences).map(shown);
        const differences = all.filter(({ payment }) => !known.has(payment));
        const excepted = all.filter(({ payment }) => known.has(payment));
        const lines = sumOf(compared, 'lines');
        const underWay = sumOf(compared, 'underWay');
        const isBroken = differences.length > 0;
        const looked = `compared ${String(lines)} lines; ${String(underWay)} payments are under way`;
        const heading = [
          'money',
          'merchant',
          'payment',
          'at the bank',
          'came back',
          'booked',
          'booked back',
        ];
        return {
          data: { ok: !isBroken, lines, underWay, differences, excepted },
          text: isBroken
            ? `${table(
                heading,
                differences.map((row) => Object.values(row)),
              )}\n${String(differences.length)} payments DIFFER; ${looked}.\nWhat to do about each is in docs/finance.md, Reconciling with the bank.\n`
            : `The books agree${exceptions(excepted.length)}; ${looked}.\n`,
          isBroken,
        };
      }),
  );
}

function exceptions(count: number): string {
  return count === 0 ? '' : `, but for ${String(count)} that you left out`;
}

async function compareAll({ config, pool, clock }: Session): Promise<Comparison[]> {
  const [{ createSandboxBank }, { createSandboxCollections }, { comparePayouts, comparePayins }] =
    await Promise.all([
      import('../providers/sandbox-bank/sandbox-bank.ts'),
      import('../providers/sandbox-bank/collections.ts'),
      import('../payments/compare-statement.ts'),
    ]);
  const place = await placeOf(config, pool);
  const payeeVpa = config.bank.collectVpa;
  const bank = createSandboxBank({
    ...place,
    submitTimeoutMs: timeoutMs,
    enquireTimeoutMs: timeoutMs,
  });
  const collections =
    payeeVpa === undefined
      ? undefined
      : createSandboxCollections({ ...place, payeeVpa, timeoutMs });
  try {
    const out = await comparePayouts(pool, bank, clock.now());
    return collections === undefined
      ? [out]
      : [out, await comparePayins(pool, collections, clock.now())];
  } catch (error) {
    if (error instanceof Error && error.name === 'StatementError') throw unreachable(error.message);
    throw error;
  } finally {
    await Promise.all([bank.close(), collections?.close()]);
  }
}

const timeoutMs = 30_000;

/** That of the settings, or of the sandbox that runs beside the server. Nothing is signed, so no secret is needed. */
async function placeOf({ bank }: Config, pool: Session['pool']) {
  const callbackSecret = '';
  if (bank.url !== undefined && bank.apiKey !== undefined)
    return { url: bank.url, apiKey: bank.apiKey, callbackSecret };
  const found = await findDeploymentValue(pool, 'sandbox.bank');
  if (found === undefined) throw unreachable('There is no bank: set HUNDI_BANK_URL and its key.');
  const { host, port, apiKey } = JSON.parse(found) as {
    host: string;
    port: number;
    apiKey: string;
  };
  return { url: `http://${host}:${String(port)}`, apiKey, callbackSecret };
}

function shown({ flow, merchantNo, payment, atProvider, inBooks }: Difference) {
  return {
    money: flow,
    merchantNo: merchantNo === undefined ? '' : String(merchantNo),
    payment,
    atBank: rupees(atProvider.thereMinor, 'INR'),
    backAtBank: rupees(atProvider.backMinor, 'INR'),
    booked: rupees(inBooks.thereMinor, 'INR'),
    bookedBack: rupees(inBooks.backMinor, 'INR'),
  };
}

function sumOf(compared: readonly Comparison[], name: 'lines' | 'underWay'): number {
  return compared.reduce((sum, each) => sum + each[name], 0);
}
