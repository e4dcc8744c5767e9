/** Evidence about the payments under one pay-in, each piece once, and what it says of where their money stands. */
import type { Currency } from '../kit/money.ts';
import type { FactSource } from './resolve-command.ts';

export type PayinFactKind =
  'received' | 'failed' | 'reversed' | 'refunded' | 'refund_refused' | 'released';
export type PayinVerdict = 'credited' | 'held' | 'giving_back' | 'applied' | 'noted' | 'case';

export interface PayinFact {
  readonly merchantId: string;
  readonly payinId: string;
  readonly factKey: string;
  readonly provider: string;
  readonly paymentId: string;
  readonly source: FactSource | 'operator';
  readonly kind: PayinFactKind;
  readonly amountMinor: bigint;
  /** Taken from this payment when it was credited, else zero. */
  readonly feeMinor: bigint;
  readonly gstMinor: bigint;
  readonly utr: string | null;
  readonly payerVpa: string | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly verdict: PayinVerdict;
  readonly seenAt: Date;
}

/** Same content, same key, whoever says it and however often. `detail` tells apart what may happen more than once. */
export function payinFactKey(
  fact: Pick<PayinFact, 'provider' | 'paymentId' | 'kind' | 'amountMinor'>,
  currency: Currency,
  detail = '',
): string {
  const { provider, paymentId, kind, amountMinor } = fact;
  return `${provider} ${paymentId} ${kind} ${String(amountMinor)} ${currency} ${detail}`.trimEnd();
}

/**
 * credited: in the wallet. held: in suspense until a person decides. giving_back: in suspense, on its way to the
 * customer. gone: it has left us. unknown: we never heard that it came.
 */
export type Standing = 'unknown' | 'credited' | 'held' | 'giving_back' | 'gone';

/** `facts` of one payment, in the order in which they were seen. */
export function standingOf(facts: readonly PayinFact[]): Standing {
  let standing: Standing = 'unknown';
  for (const { kind, verdict } of facts) {
    if (standing === 'gone') break;
    if (kind === 'received' || kind === 'released') {
      if (verdict === 'credited' || verdict === 'held' || verdict === 'giving_back')
        standing = verdict;
    } else if (kind === 'refund_refused') standing = 'held';
    else if ((kind === 'refunded' || kind === 'reversed') && verdict === 'applied')
      standing = 'gone';
  }
  return standing;
}

/** The fact that credited the payment, with its fee and tax. */
export function creditOf(facts: readonly PayinFact[]): PayinFact | undefined {
  return facts.findLast(({ verdict }) => verdict === 'credited');
}
