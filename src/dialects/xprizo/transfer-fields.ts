/** What requests about transfers have in common. */
import { unavailableOr } from '../../db/unavailable.ts';
import { DomainError } from '../../kit/errors.ts';
import type { Currency } from '../../kit/money.ts';
import { findWallet, type Wallet } from '../../merchants/wallets.ts';
import type { Fields } from './fields.ts';
import type { Call } from './gate.ts';
import type { XprizoParts } from './parts.ts';

const referenceShape = /^[\w.-]{1,64}$/;
const longestText = 255;

/** Letters, digits, `-`, `_` and `.`, up to 64 of them. */
export function referenceIn(body: Fields): string {
  const reference = body.needText('reference');
  if (!referenceShape.test(reference)) throw body.fault('reference', 'Invalid reference');
  return reference;
}

export function textIn(fields: Fields, name: string): string {
  const text = fields.text(name) ?? '';
  if (text.length > longestText) throw fields.fault(name, `Invalid ${name}`);
  return text;
}

/** May be left out; then it is that of the wallet. */
export function refuseOtherCurrency(body: Fields, currency: Currency): void {
  const code = body.text('currencyCode');
  if (code !== undefined && code.toUpperCase() !== currency)
    throw body.fault('currencyCode', 'Invalid currencyCode');
}

/** A wallet of somebody else, who need not have granted anything: to be paid, or to be asked. */
export async function anyWallet(
  { pool }: Pick<XprizoParts, 'pool'>,
  body: Fields,
  name: string,
): Promise<Wallet> {
  const wallet = await orUnavailable(findWallet(pool, body.needWhole(name)));
  if (wallet === undefined) throw body.fault(name, 'Account not found');
  return wallet;
}

/** A database that is away is no fault of ours. */
export async function orUnavailable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw error instanceof DomainError ? error : unavailableOr(error);
  }
}

/** In the query, as it is published, or in a body. */
export function said(call: Call, name: string): string | undefined {
  return call.query.text(name) ?? call.body().text(name);
}
