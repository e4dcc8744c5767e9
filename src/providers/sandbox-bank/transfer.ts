/** The bank's transfer object, and what it means. */
import { isJsonObject, type JsonValue } from '../../kit/json.ts';
import { isCurrency, MoneyError, parseMoney, type Currency } from '../../kit/money.ts';
import type { Outcome } from '../provider.ts';
import { readObject } from '../read-object.ts';
import { undocumented } from '../undocumented.ts';
import { refusalCodes } from './codes.ts';

export interface BankTransfer {
  readonly reference: string;
  readonly status: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly utr: string | null;
  readonly failureCode: string | null;
  readonly failureMessage: string | null;
  readonly reversalReference: string | null;
}

/** Undefined where a field is missing or of the wrong kind: half a transfer is no evidence. */
export function readTransfer(value: JsonValue | undefined): BankTransfer | undefined {
  if (!isJsonObject(value)) return undefined;
  const { reference, status, currency } = value;
  if (!isText(reference, 40) || !isText(status, 40) || typeof currency !== 'string')
    return undefined;
  if (!isCurrency(currency)) return undefined;
  const amountMinor = readAmount(value['amount'], currency);
  const utr = textOrNull(value['utr'], 64);
  const failureCode = textOrNull(value['failureCode'], 64);
  const failureMessage = textOrNull(value['failureMessage'], 500);
  const reversalReference = textOrNull(value['reversalReference'], 64);
  if (amountMinor === undefined || utr === undefined || failureCode === undefined) return undefined;
  if (failureMessage === undefined || reversalReference === undefined) return undefined;
  const failure = { failureCode, failureMessage };
  return { reference, status, amountMinor, currency, utr, ...failure, reversalReference };
}

/** A status or failure code that is not documented is never a failure (rule U13). */
export function outcomeOf(transfer: BankTransfer): Outcome {
  const { amountMinor, currency, utr, failureCode, reversalReference } = transfer;
  switch (transfer.status) {
    case 'PROCESSING':
      return { kind: 'accepted' };
    case 'SUCCESS':
      return { kind: 'succeeded', amountMinor, currency, utr };
    case 'FAILED':
      if (failureCode === null || !refusalCodes.has(failureCode)) {
        return undocumented('failed with a code that is not documented', failureCode ?? 'FAILED');
      }
      return { kind: 'rejected', code: failureCode, message: transfer.failureMessage ?? '' };
    case 'REVERSED':
      if (reversalReference === null)
        return { kind: 'unknown', why: 'reversed without a reference' };
      return { kind: 'reversed', amountMinor, currency, utr, reversalReference };
    default:
      return undocumented('a status that is not documented', transfer.status);
  }
}

/** What a body `{transfer}` says about one reference. */
export function outcomeAbout(reference: string, body: Buffer): Outcome {
  const transfer = readTransfer(readObject(body)?.['transfer']);
  if (transfer === undefined) return { kind: 'unknown', why: 'the answer holds no transfer' };
  if (transfer.reference !== reference) {
    return { kind: 'unknown', why: 'the answer is about another reference' };
  }
  return outcomeOf(transfer);
}

/** The code and message of a body `{error: {code, message}}`. */
export function readError(body: Buffer): { code: string; message: string } | undefined {
  const error = readObject(body)?.['error'];
  if (!isJsonObject(error)) return undefined;
  const { code, message = '' } = error;
  if (!isText(code, 64) || typeof message !== 'string') return undefined;
  return { code, message: message.slice(0, 500) };
}

/** In minor units; undefined for everything that is not an exact amount above zero. */
export function readAmount(value: JsonValue | undefined, currency: Currency): bigint | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const { minor } = parseMoney(value, currency);
    return minor > 0n ? minor : undefined;
  } catch (error) {
    if (error instanceof MoneyError) return undefined;
    throw error;
  }
}

/** Kept as it was written; undefined where it is neither null nor text within the length. */
export function textOrNull(
  value: JsonValue | undefined,
  length: number,
): string | null | undefined {
  if (value === null) return null;
  return isText(value, length) ? value : undefined;
}

export function isText(value: JsonValue | undefined, length: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= length;
}
