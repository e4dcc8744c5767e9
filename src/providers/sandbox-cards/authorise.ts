/** Telling the acquirer a card, once. Whatever is unclear afterwards is found out by asking, never by telling again. */
import type { CardDetails, RevealedCard } from '../../kit/card.ts';
import { formatMoney } from '../../kit/money.ts';
import type { AuthoriseOutcome, CardOrder } from '../card-acquirer.ts';
import type { Reply } from '../http.ts';
import { readObject } from '../read-object.ts';
import { readError } from '../sandbox-bank/transfer.ts';
import { readAuthorisation } from './authorisation.ts';

/**
 * The body of `POST /v1/authorisations`, as bytes that can be wiped: number and security code are copied from one
 * buffer to another and are never text.
 */
export function orderBody(order: CardOrder, card: CardDetails): Buffer {
  const { number, securityCode, holder, expiryMonth, expiryYear } = card.reveal();
  const { reference, currency, routeCode, description, customer, returnUrl } = order;
  const amount = formatMoney({ minor: order.amountMinor, currency });
  const terms = { reference, amount, currency, routeCode, description, customer, returnUrl };
  const rest = { holder, expiryMonth, expiryYear };
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(terms).slice(0, -1)},"card":{"number":"`),
    number,
    Buffer.from('","securityCode":"'),
    securityCode,
    Buffer.from(`",${JSON.stringify(rest).slice(1)}}`),
  ]);
}

/** Only what the wire document names is definite; everything unexpected is unknown. */
export function readAuthoriseReply(
  order: CardOrder,
  card: CardDetails,
  reply: Reply,
): AuthoriseOutcome {
  const outcome = outcomeOf(order, reply);
  if (outcome.kind !== 'rejected') return outcome;
  // An acquirer that repeats the card in its reason must not bring it into our tables.
  const message = repeats(outcome.message, card.reveal()) ? '' : outcome.message;
  return { ...outcome, message };
}

function outcomeOf(order: CardOrder, reply: Reply): AuthoriseOutcome {
  if (reply.kind !== 'answered') return reply;
  const { status, body } = reply;
  const error = readError(body);
  // Refused before anything was made of it, and so for ever: malformed, or cancelled by us before it arrived.
  const isMalformed = status === 400 && error?.code === 'INVALID_REQUEST';
  const isCancelled = status === 422 && error?.code === 'CANCELLED';
  if (error !== undefined && (isMalformed || isCancelled))
    return { kind: 'rejected', ...error, payment: null };
  if (status !== 200 && status !== 201 && status !== 422)
    return { kind: 'unknown', why: `the acquirer answered ${status}` };
  const found = readAuthorisation(readObject(body)?.['authorisation']);
  if (found?.reference !== order.reference)
    return { kind: 'unknown', why: 'the answer holds no authorisation of ours' };
  const { payment, failure, challengeUrl } = found;
  if (failure !== null)
    return (error?.code ?? failure.code) === failure.code
      ? { kind: 'rejected', ...failure, payment }
      : { kind: 'unknown', why: 'a refusal that contradicts itself' };
  if (error !== undefined || found.status === 'DISPUTED')
    return { kind: 'unknown', why: 'an answer that contradicts itself' };
  if (found.status === 'CAPTURED') return { kind: 'succeeded', payment };
  return isAddress(challengeUrl)
    ? { kind: 'challenge', url: challengeUrl }
    : { kind: 'unknown', why: 'a challenge without an address' };
}

function isAddress(url: string | null): url is string {
  const { protocol } = (url !== null && URL.parse(url)) || {};
  return protocol === 'https:' || protocol === 'http:';
}

function repeats(text: string, { number, securityCode }: RevealedCard): boolean {
  const bytes = Buffer.from(text.replaceAll(/[\s-]/g, ''));
  const found = bytes.includes(number) || bytes.includes(securityCode);
  bytes.fill(0);
  return found;
}
