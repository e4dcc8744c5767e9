import { randomUUID } from 'node:crypto';
import { pageOf } from '../sandbox-bank/page.ts';
import { errorReply, type Reply } from '../sandbox-bank/reply.ts';
import type { Acquirer } from './acquirer.ts';
import type { Authorisation } from './authorisations.ts';
import { delayOf, spoilingOf, type Mischief } from './behaviours.ts';
import { readOrder } from './order.ts';
import { REFUSALS } from './refusals.ts';
import { isMasked, shownOf, truthOf } from './shown.ts';

const NOT_FOUND = errorReply(404, 'NOT_FOUND', 'There is no authorisation with this reference.');
const CONFLICT = errorReply(
  409,
  'REFERENCE_CONFLICT',
  'The reference belongs to an authorisation with other fields.',
);

/**
 * POST /v1/authorisations: answered only after the commit. `origin` is where the challenge page is reached. Throws
 * `InvalidRequest`.
 */
export async function authorise(acquirer: Acquirer, body: unknown, origin: string): Promise<Reply> {
  const { store, settings, clock } = acquirer;
  const order = readOrder(body, settings.hashKey, clock());
  const challengeId = randomUUID();
  const verdict = await store.commit(() => acquirer.accept(order, challengeId, clock()));
  acquirer.delivery.wake();
  if (verdict.kind === 'conflict') return CONFLICT;
  if (verdict.kind === 'cancelled') return errorReply(422, 'CANCELLED', REFUSALS.CANCELLED);
  if (verdict.kind === 'unrecorded') return traceless(acquirer, verdict.mischief);
  const { authorisation, kind } = verdict;
  acquirer.settling.wakeAt(authorisation.dueAt);
  if (kind === 'repeat')
    return { status: 200, body: { authorisation: answerOf(authorisation, origin) } };
  const spoiling = authorisation.mischief && spoilingOf(authorisation.mischief);
  const count = () => void store.jot(() => acquirer.faults.countOnce(authorisation));
  const spoiledBy = spoiling ? { mischief: spoiling, count } : undefined;
  if (authorisation.failureCode === null) {
    const answer = { authorisation: answerOf(authorisation, origin) };
    return { status: 201, body: answer, spoiledBy };
  }
  const { failureCode: code } = authorisation;
  const error = { code, message: REFUSALS[code] };
  return { status: 422, body: { error, authorisation: truthOf(authorisation) }, spoiledBy };
}

function answerOf(authorisation: Authorisation, origin: string): object {
  const { status, challengeId } = authorisation;
  const open = status === 'CHALLENGE' && challengeId !== null;
  return {
    ...truthOf(authorisation),
    challengeUrl: open ? `${origin}/challenge/${challengeId}` : null,
  };
}

/** GET /v1/authorisations/{reference} */
export async function enquire(acquirer: Acquirer, reference: string): Promise<Reply> {
  const { authorisations, rules, faults, store } = acquirer;
  const authorisation = authorisations.find(reference);
  if (authorisation === null) return NOT_FOUND;
  const mischief = rules.anyOnEnquiry()
    ? await store.commit(() => rules.choose('enquiry', authorisation.routeCode, reference))
    : null;
  if (mischief?.behaviour === 'not-found-for') {
    void store.jot(() => faults.count('not-found-for'));
    return NOT_FOUND;
  }
  const hidden = isHidden(authorisation, acquirer.clock());
  if ((hidden || isMasked(authorisation)) && !faults.hasCounted(authorisation))
    void store.jot(() => faults.countOnce(authorisation));
  if (hidden) return NOT_FOUND;
  const reply = { status: 200, body: { authorisation: shownOf(authorisation) } };
  return mischief === null ? reply : traceless(acquirer, mischief, reply);
}

function isHidden({ mischief, createdAt }: Authorisation, now: number): boolean {
  return mischief?.behaviour === 'not-found-for' && now < createdAt + delayOf(mischief);
}

function traceless(acquirer: Acquirer, chosen: Mischief, reply: Reply = NOT_FOUND): Reply {
  const mischief = spoilingOf(chosen);
  const count = () => void acquirer.store.jot(() => acquirer.faults.count(chosen.behaviour));
  return mischief === null ? reply : { ...reply, spoiledBy: { mischief, count } };
}

/** POST /v1/authorisations/{reference}/cancel: after a 200 nothing is ever charged under the reference. */
export async function cancel(acquirer: Acquirer, reference: string): Promise<Reply> {
  const { authorisations, advance, store, clock } = acquirer;
  if (!/^[A-Za-z0-9-]{1,40}$/.test(reference)) return NOT_FOUND;
  const reply = await store.commit((): Reply => {
    const found = authorisations.find(reference);
    const body = { reference, cancelled: true };
    if (found?.status === 'CAPTURED' || found?.status === 'DISPUTED') {
      const error = { code: 'ALREADY_CHARGED', message: 'The card has been charged.' };
      return { status: 409, body: { error, authorisation: shownOf(found) } };
    }
    authorisations.cancel(reference, clock());
    if (found?.status === 'CHALLENGE') advance.decline(found, 'CANCELLED', clock());
    return { status: 200, body };
  });
  acquirer.delivery.wake();
  return reply;
}

/** GET /v1/statement: lines are numbered from 1 without gaps. Throws `InvalidRequest`. */
export function statement(acquirer: Acquirer, query: URLSearchParams): Reply {
  const { after, limit } = pageOf(query);
  return { status: 200, body: acquirer.book.statement(after, limit) };
}

/** GET /v1/balance */
export function balance(acquirer: Acquirer): Reply {
  return { status: 200, body: { balances: acquirer.book.balances() } };
}
