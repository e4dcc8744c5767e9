/** `hundi wallet rate`: what one unit of a currency gives in another when an owner exchanges between its wallets. */
import type { Command } from 'commander';
import { listExchangeRates, setExchangeRate } from '../merchants/exchange-rates.ts';
import { wholeOf } from './arguments.ts';
import { addCommand, textFlag } from './command.ts';
import { badUsage } from './errors.ts';
import { table } from './output.ts';
import { changeOf, withSession } from './session.ts';
import { currencyOf } from './wallet-arguments.ts';

export function addWalletRate(group: Command): void {
  addCommand(
    group,
    'rate',
    'show the rates of exchange, or set one',
    (command) =>
      command
        .argument('[pair]', 'from and into: USD/KES')
        .argument('[rate]', 'units of the second for one of the first: 129.25')
        .option('--spread <basis points>', 'what is kept back of it', '0'),
    ([pair, rate], flags) => {
      if (pair !== undefined && rate === undefined) throw badUsage('Say which rate.');
      const spreadBasisPoints = wholeOf('--spread', textFlag(flags, 'spread') ?? '', 0, 5_000);
      const [from = '', into = '', ...rest] = (pair ?? 'USD/KES').split('/');
      if (rest.length > 0) throw badUsage('A pair is written USD/KES.');
      const order = { from: currencyOf(from), into: currencyOf(into), spreadBasisPoints };
      return withSession(async (session) => {
        if (rate !== undefined)
          await setExchangeRate(session.pool, { ...order, rate }, changeOf(session));
        const rates = await listExchangeRates(session.pool);
        const rows = rates.map((one) => [
          ...[one.from, one.into, one.rate, one.spreadBasisPoints],
          ...[one.version, one.setBy, one.setAt],
        ]);
        const headings = ['from', 'into', 'rate', 'spread', 'version', 'set by', 'set'];
        return { data: { rates }, text: table(headings, rows) };
      });
    },
  );
}
