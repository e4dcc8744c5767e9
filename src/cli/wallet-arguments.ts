/** Currencies, amounts and wallets on the command line. */
import type { Command } from 'commander';
import type { Pool } from '../db/connection.ts';
import { currencies, isCurrency, parseMoney } from '../kit/money.ts';
import { findWallet, type Wallet, type WalletCurrency } from '../merchants/wallets.ts';
import type { Funds } from '../payments/open-wallets.ts';
import { badUsage, notFound } from './errors.ts';

export const walletArgument = '<wallet>';
export const walletHelp = 'number of a wallet, such as 100001';
export const fundsHelp = 'money in its wallets from the start: INR=1000.00,KES=500.00';
export const currenciesHelp = 'currencies of its wallets, comma separated: INR,KES,USD';

const walletCurrencies = currencies.filter((currency) => currency !== 'USDT');

/** Given several times, it is as if all had stood in the first, with commas between. */
export function addListOption(command: Command, flags: string, help: string): void {
  command.option(flags, help, (text: string, before: string | undefined) =>
    before === undefined ? text : `${before},${text}`,
  );
}

export function currencyOf(text: string): WalletCurrency {
  const code = text.trim();
  if (isCurrency(code) && code !== 'USDT') return code;
  throw badUsage(`"${text}" is no currency of a wallet; there are ${walletCurrencies.join(', ')}.`);
}

export function currenciesOf(text: string): WalletCurrency[] {
  return text.split(',').map(currencyOf);
}

/** `INR=1000.00,KES=500.00`, each currency once and above zero. */
export function fundsOf(text: string): Funds[] {
  const funds = text.split(',').map((part) => {
    const [currency = '', amount, ...rest] = part.trim().split('=');
    if (amount === undefined || rest.length > 0)
      throw badUsage(`"${part}" is not an amount; write INR=1000000.00.`);
    return fundIn(currencyOf(currency), amount);
  });
  if (new Set(funds.map(({ currency }) => currency)).size < funds.length)
    throw badUsage(`"${text}" names a currency twice.`);
  if (funds.some(({ minor }) => minor === 0n)) throw badUsage('The amount must be above zero.');
  return funds;
}

export function oneFundOf(text: string): Funds {
  const [money, ...others] = fundsOf(text);
  if (money === undefined || others.length > 0) throw badUsage('Give one amount.');
  return money;
}

function fundIn(currency: WalletCurrency, amount: string): Funds {
  try {
    return { minor: parseMoney(amount, currency).minor, currency };
  } catch {
    throw badUsage(`"${amount}" is not an amount; write digits with at most two decimals.`);
  }
}

/** Throws CommandError `not_found`. */
export async function walletNamed(pool: Pool, text: string | undefined): Promise<Wallet> {
  const isNumber = /^[1-9]\d{0,17}$/.test(text ?? '');
  const wallet = isNumber ? await findWallet(pool, BigInt(text ?? '0')) : undefined;
  if (wallet === undefined) throw notFound(`There is no wallet "${text ?? ''}".`);
  return wallet;
}
