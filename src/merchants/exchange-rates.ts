/** What one unit of a currency gives in another. Rates are never changed: a new one takes the place of the one before. */
import type { Queryable } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import type { WalletCurrency } from './wallets.ts';

export interface ExchangeRate {
  readonly from: WalletCurrency;
  readonly into: WalletCurrency;
  readonly version: number;
  /** A decimal above zero: units of `into` for one of `from`. */
  readonly rate: string;
  /** What is kept back of it. */
  readonly spreadBasisPoints: number;
  readonly setBy: string;
  readonly setAt: Date;
}

const rateShape = /^(?:0|[1-9]\d{0,8})(?:\.\d{1,9})?$/;
const largestSpread = 5_000;

/** Resolves to the version of the new rate. Throws DomainError `request.invalid_fields`. */
export async function setExchangeRate(
  db: Queryable,
  rate: Pick<ExchangeRate, 'from' | 'into' | 'rate' | 'spreadBasisPoints'>,
  change: { readonly actor: string; readonly nowMs: number },
): Promise<number> {
  if (rate.from === rate.into) throw refused('A rate is between two currencies.');
  if (!rateShape.test(rate.rate) || /^[0.]+$/.test(rate.rate))
    throw refused('A rate is a decimal above zero with at most nine decimals.');
  if (rate.spreadBasisPoints < 0 || rate.spreadBasisPoints > largestSpread)
    throw refused('A spread is 0 to 5000 basis points.');
  // Of two that are set at once the key of the table refuses one.
  const { rows } = await db.query<{ version: number }>(
    `insert into exchange_rates (from_currency, to_currency, version, rate, spread_basis_points, set_by, set_at)
     select $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6 from exchange_rates
     where from_currency = $1 and to_currency = $2
     returning version`,
    [rate.from, rate.into, rate.rate, rate.spreadBasisPoints, change.actor, new Date(change.nowMs)],
  );
  return rows[0]?.version ?? 0;
}

/** The newest of every pair, in the order of their names. */
export async function listExchangeRates(db: Queryable): Promise<ExchangeRate[]> {
  const { rows } = await db.query<ExchangeRate>(
    `select distinct on (from_currency, to_currency) from_currency as "from", to_currency as "into", version, rate,
       spread_basis_points as "spreadBasisPoints", set_by as "setBy", set_at as "setAt"
     from exchange_rates order by from_currency, to_currency, version desc`,
  );
  return rows;
}

function refused(sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { rate: [sentence] } });
}
