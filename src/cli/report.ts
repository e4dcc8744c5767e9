/** `hundi report`: writes a report of a merchant to a file. */
import { createWriteStream } from 'node:fs';
import { readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { OpenReport, ReportType } from '../reports/open-report.ts';
import { reportFormats } from '../reports/report.ts';
import { merchantArgument, merchantHelp, merchantNamed, oneOf } from './arguments.ts';
import { makeRunnable, textFlag, type Flags } from './command.ts';
import { badUsage, CommandError, exitCodes } from './errors.ts';
import { facts } from './output.ts';
import { asServed, withSession, type Session } from './session.ts';

/** Only what is asked for is loaded, so the help knows these without the room. */
const types = [
  'transactions',
  'ledger',
  'fees',
  'settlements',
] as const satisfies readonly ReportType[];

export function makeReport(command: Command): void {
  command
    .argument(merchantArgument, merchantHelp)
    .option('--type <type>', types.join(', '), 'transactions')
    .requiredOption('--from <day>', 'first day: YYYY-MM-DD, in the zone of the deployment')
    .requiredOption('--to <day>', 'last day')
    .option('--format <format>', reportFormats.join(', '), 'csv')
    .option('--out <file>', 'where to write it; without it the file is named by its type and days');
  makeRunnable(command, ([name], flags) => {
    if (textFlag(flags, 'out') === '')
      throw badUsage('--out is empty; name a file, or leave it out.');
    return withSession(async (session) => {
      const { merchantId } = await merchantNamed(session.pool, name);
      const report = await open(session, merchantId, flags);
      const file = textFlag(flags, 'out') ?? report.fileName;
      await writeWhole(report, file);
      const totals = report.totals();
      return {
        data: { merchantId, file, totals },
        text: `${totals.map(facts).join('\n')}Written to ${file}.\n`,
      };
    });
  });
}

async function open(session: Session, merchantId: string, flags: Flags): Promise<OpenReport> {
  const { openReport } = await import('../reports/open-report.ts');
  const { faultOfDays } = await import('../reports/report-days.ts');
  const days = { from: textFlag(flags, 'from') ?? '', to: textFlag(flags, 'to') ?? '' };
  const wrong = faultOfDays(days);
  if (wrong !== undefined) throw badUsage(`--${wrong.field}: ${wrong.fault}`);
  return openReport({
    db: session.pool,
    merchantId,
    days,
    type: oneOf('--type', textFlag(flags, 'type') ?? '', types),
    format: oneOf('--format', textFlag(flags, 'format') ?? '', reportFormats),
    timeZone: asServed(session.config).timeZone,
    onRows: progress(),
  });
}

/** A report that broke off must not pass for a whole one, so it gets its name when it is complete. */
async function writeWhole({ body }: OpenReport, named: string): Promise<void> {
  const file = await placeOf(named);
  const half = `${file}.part`;
  try {
    await pipeline(body, createWriteStream(half));
    await rename(half, file);
  } catch (error) {
    await rm(half, { force: true }).catch(() => undefined);
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (
      typeof code === 'string' &&
      /^(ENOENT|EACCES|ENOSPC|EISDIR|ENOTDIR|EROFS|EPERM)$/.test(code)
    )
      throw new CommandError(exitCodes.refused, 'refused', `${file} cannot be written (${code}).`);
    throw error;
  }
}

const mostLinks = 40;

/** Where a link leads. What is no file, such as a device, would be replaced by one: throws CommandError `usage`. */
async function placeOf(file: string, links = 0): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) {
    // A link that leads to nothing yet stays one as well.
    const target = await readlink(file).catch(() => undefined);
    if (target === undefined) return file;
    if (links === mostLinks)
      throw badUsage(`--out: ${file} is one of links that lead in a circle.`);
    return placeOf(path.resolve(await realpath(path.dirname(file)), target), links + 1);
  }
  if (!found.isFile()) throw badUsage(`--out: ${file} is no file; name one, or a new one.`);
  return realpath(file);
}

/** On a terminal only, and never on stdout. */
function progress(): (rowCount: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  let rows = 0;
  return (rowCount) => {
    rows += rowCount;
    process.stderr.write(`\r\u001b[K${String(rows)} rows\r`);
  };
}
