/** The acquirer's authorisation object, and what it says of the money. */
import { isJsonObject, type JsonValue } from '../../kit/json.ts';
import { isCurrency } from '../../kit/money.ts';
import type { CollectedPayment, CollectionNews } from '../collection.ts';
import { isText, readAmount, textOrNull } from '../sandbox-bank/transfer.ts';

export interface Authorisation {
  readonly reference: string;
  readonly status: 'CHALLENGE' | 'CAPTURED' | 'DECLINED' | 'DISPUTED';
  readonly payment: CollectedPayment;
  /** Documented; present exactly when it was declined. */
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly challengeUrl: string | null;
}

/** What the acquirer documents: refusals after which nothing was charged. */
const refusalCodes: ReadonlySet<string> = new Set([
  'DO_NOT_HONOUR',
  'INSUFFICIENT_FUNDS',
  'INVALID_CARD',
  'EXPIRED_CARD',
  'INCORRECT_SECURITY_CODE',
  'LIMIT_EXCEEDED',
  'AUTHENTICATION_FAILED',
  'CUSTOMER_CANCELLED',
  'CHALLENGE_EXPIRED',
  'CANCELLED',
]);

const statuses = ['CHALLENGE', 'CAPTURED', 'DECLINED', 'DISPUTED'] as const;

/** Undefined for everything that is not whole and documented: half of it is no evidence. */
export function readAuthorisation(value: JsonValue | undefined): Authorisation | undefined {
  if (!isJsonObject(value)) return undefined;
  const { reference, paymentId, currency, failureCode, challengeUrl = null } = value;
  const status = statuses.find((each) => each === value['status']);
  if (status === undefined || !isText(reference, 40) || !isText(paymentId, 64)) return undefined;
  if (typeof currency !== 'string' || !isCurrency(currency)) return undefined;
  const amountMinor = readAmount(value['amount'], currency);
  const utr = textOrNull(value['rrn'], 64);
  const message = textOrNull(value['failureMessage'], 500);
  const url = textOrNull(challengeUrl, 2_000);
  if (amountMinor === undefined || utr === undefined) return undefined;
  if (message === undefined || url === undefined) return undefined;
  const payment = { paymentId, amountMinor, currency, utr, payerVpa: null };
  const known = { reference, status, payment, challengeUrl: url };
  // A code that is not documented is no failure: the card may have been charged.
  if (status !== 'DECLINED') return { ...known, failure: null };
  if (!isText(failureCode, 64) || !refusalCodes.has(failureCode)) return undefined;
  return { ...known, failure: { code: failureCode, message: message ?? '' } };
}

/** A payment that is disputed was received before: both are told, in that order. An open challenge tells nothing. */
export function newsOf({ status, reference, payment, failure }: Authorisation): CollectionNews[] {
  if (failure !== null) return [{ kind: 'failed', reference, payment, ...failure }];
  if (status === 'CHALLENGE') return [];
  const received = { kind: 'received', reference, payment } as const;
  return status === 'DISPUTED' ? [received, { ...received, kind: 'reversed' }] : [received];
}
