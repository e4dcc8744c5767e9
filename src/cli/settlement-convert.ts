/** `hundi settlement convert`: the quote at which a settlement in USDT is converted. */
import type { Command } from 'commander';
import { directions } from '../settlements/convert-amount.ts';
import { convertSettlement } from '../settlements/convert-settlement.ts';
import { instantOf, oneOf, rupeesOf, wholeOf } from './arguments.ts';
import { addCommand, textFlag } from './command.ts';
import { byHelp } from './settlement-address.ts';
import { taken } from './settlement-step.ts';

export function addConversionCommands(group: Command): void {
  addCommand(
    group,
    'convert',
    'log the quote for a settlement in USDT, before the transfer; a later one takes its place',
    (command) =>
      command
        .argument('<settlement>', 'settlement id')
        .requiredOption('--rate <decimal>', 'as quoted, with its spread: 89.25')
        .option('--direction <direction>', directions.join(' or '), 'INR_PER_USDT')
        .option('--spread <basis points>', 'how much of the rate is spread, for the record', '0')
        .option('--fee <rupees>', 'our fee, before GST; taken before the conversion', '0')
        .requiredOption('--quoted-by <name>', 'whose quote it is')
        .requiredOption('--expires <date>', 'until when it is good: an ISO date-time, UTC')
        .requiredOption('--by <name>', byHelp),
    ([settlement], flags) => {
      const text = (name: string) => textFlag(flags, name) ?? '';
      const quote = {
        rate: text('rate'),
        direction: oneOf('--direction', text('direction'), directions),
        spreadBasisPoints: wholeOf('--spread', text('spread'), 0, 10_000),
        feeMinor: rupeesOf(text('fee')),
        quotedBy: text('quotedBy'),
        quoteExpiresAt: instantOf(text('expires')),
      };
      return taken(settlement, flags, (pool, step) => convertSettlement(pool, step, quote));
    },
  );
}
