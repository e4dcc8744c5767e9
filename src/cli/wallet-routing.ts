/** `hundi wallet routing`: the ways to the card acquirer that a wallet may use, with their limits. */
import type { Command } from 'commander';
import { formatMoney, MoneyError, parseMoney, type Currency } from '../kit/money.ts';
import { listRoutingCodes, removeRoutingCode, setRoutingCode } from '../merchants/routing-codes.ts';
import { addCommand, textFlag } from './command.ts';
import { badUsage, notFound } from './errors.ts';
import { table } from './output.ts';
import { changeOf, withSession } from './session.ts';
import { walletArgument, walletHelp, walletNamed } from './wallet-arguments.ts';

export function addWalletRouting(group: Command): void {
  addCommand(
    group,
    'routing',
    'show the routing codes of a wallet, set one or take one away',
    (command) =>
      command
        .argument(walletArgument, walletHelp)
        .argument('[code]', 'such as MAN1')
        .option('--minimum <amount>', 'smallest amount, in the currency of the wallet', '0.01')
        .option('--maximum <amount>', 'largest amount; without it there is none')
        .option('--remove', 'take the code away'),
    ([number, code], flags) =>
      withSession(async (session) => {
        const { pool } = session;
        const wallet = await walletNamed(pool, number);
        const { currency } = wallet;
        if (code !== undefined && flags['remove'] === true) {
          if (!(await removeRoutingCode(pool, wallet, code, changeOf(session))))
            throw notFound('The wallet has no such routing code.');
        } else if (code !== undefined) {
          if (!/^[\w-]{1,32}$/.test(code))
            throw badUsage('A routing code has 1 to 32 letters, digits, - and _.');
          const minimumMinor = amountOf(textFlag(flags, 'minimum') ?? '0.01', currency);
          const maximum = textFlag(flags, 'maximum');
          const maximumMinor = maximum === undefined ? null : amountOf(maximum, currency);
          if (minimumMinor <= 0n || (maximumMinor !== null && maximumMinor < minimumMinor))
            throw badUsage('The limits leave no amount.');
          const set = { code, minimumMinor, maximumMinor };
          await setRoutingCode(pool, wallet, set, changeOf(session));
        }
        const found = await listRoutingCodes(pool, wallet.merchantId);
        const routingCodes = found
          .filter(({ walletNo }) => walletNo === wallet.walletNo)
          .map((one) => ({
            code: one.code,
            minimum: formatMoney({ minor: one.minimumMinor, currency }),
            maximum:
              one.maximumMinor === null ? null : formatMoney({ minor: one.maximumMinor, currency }),
          }));
        const rows = routingCodes.map((one) => [one.code, one.minimum, one.maximum ?? 'none']);
        const data = { walletId: parseInt(String(wallet.walletNo), 10), currency, routingCodes };
        return { data, text: table(['code', 'minimum', 'maximum'], rows) };
      }),
  );
}

function amountOf(text: string, currency: Currency): bigint {
  try {
    return parseMoney(text, currency).minor;
  } catch (error) {
    if (error instanceof MoneyError) throw badUsage(error.message);
    throw error;
  }
}
