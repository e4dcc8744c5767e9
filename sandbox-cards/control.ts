import { InvalidRequest, objectOf } from '../sandbox-bank/order.ts';
import { pageOf } from '../sandbox-bank/page.ts';
import { errorReply, type Reply } from '../sandbox-bank/reply.ts';
import type { Acquirer } from './acquirer.ts';
import type { Authorisation } from './authorisations.ts';
import { answerChallenge, type Press } from './challenge.ts';
import { proveBook } from './proof.ts';
import { readRule } from './rules.ts';
import { truthOf } from './shown.ts';

const NOT_FOUND = errorReply(404, 'NOT_FOUND', 'There is no authorisation with this reference.');

/** POST /control/rules. Throws `InvalidRequest`. */
export async function addRule({ store, rules }: Acquirer, body: unknown): Promise<Reply> {
  const rule = readRule(body);
  const ruleId = await store.commit(() => rules.add(rule));
  return { status: 201, body: { ruleId } };
}

export function listRules({ rules }: Acquirer): Reply {
  return { status: 200, body: { rules: rules.list() } };
}

/** DELETE /control/rules/{id}, or all of them when no id is given. */
export async function removeRules(acquirer: Acquirer, ruleId: string | null): Promise<Reply> {
  const { store, rules } = acquirer;
  const removed = await store.commit(() => {
    if (ruleId !== null) return rules.remove(ruleId);
    rules.clear();
    return true;
  });
  if (!removed) return errorReply(404, 'NOT_FOUND', 'There is no such rule.');
  return listRules(acquirer);
}

/** POST /control/authorisations/{reference}/dispute: the money of a charged card is taken back, once. */
export async function dispute(acquirer: Acquirer, reference: string): Promise<Reply> {
  const { store, authorisations, advance, clock } = acquirer;
  const outcome = await store.commit(() => {
    const found = authorisations.find(reference);
    return found && { disputed: advance.dispute(found, clock()) };
  });
  if (outcome === null) return NOT_FOUND;
  if (outcome.disputed === null)
    return errorReply(409, 'NOT_DISPUTABLE', 'There is nothing to take back.');
  acquirer.delivery.wake();
  return { status: 200, body: { authorisation: truthOf(outcome.disputed) } };
}

/** POST /control/authorisations/{reference}/answer `{code}` or `{press: "cancel"}`: what the customer does. */
export async function answer(acquirer: Acquirer, reference: string, body: unknown): Promise<Reply> {
  const pressed = readPress(body);
  const challengeId = acquirer.authorisations.find(reference)?.challengeId ?? null;
  const answered = challengeId && (await answerChallenge(acquirer, challengeId, pressed));
  if (!answered) return NOT_FOUND;
  return { status: 200, body: { authorisation: truthOf(answered) } };
}

function readPress(body: unknown): Press {
  const { press = 'approve', code } = objectOf(body, 'the body');
  if (press === 'cancel') return { press };
  if (press !== 'approve') throw new InvalidRequest('press must be "approve" or "cancel"');
  if (typeof code !== 'string') throw new InvalidRequest('code must be a string');
  return { press, code };
}

/** GET /control/book: every authorisation as it truly is, with what the lines say of its money. */
export function book(acquirer: Acquirer, query: URLSearchParams): Reply {
  const { after, limit } = pageOf(query);
  const found = acquirer.authorisations.page(after, limit);
  const authorisations = found.map((each) => bookEntryOf(acquirer, each));
  return { status: 200, body: { authorisations, next: found.at(-1)?.seq ?? after } };
}

function bookEntryOf({ book, refunds }: Acquirer, authorisation: Authorisation): object {
  const { seq, paymentId, mischief, challengeId } = authorisation;
  return {
    seq,
    ...truthOf(authorisation),
    wasChallenged: challengeId !== null,
    behaviour: mischief?.behaviour ?? null,
    refundedMinor: String(refunds.refundedMinor(paymentId)),
    ...book.movements(paymentId),
  };
}

/** GET /control/faults. Queued behind every fault already noted, so nobody who saw one misses it here. */
export async function faults({ store, faults }: Acquirer): Promise<Reply> {
  return { status: 200, body: await store.commit(() => faults.all()) };
}

/** GET /control/proof */
export function proof({ store }: Acquirer): Reply {
  return { status: 200, body: proveBook(store.db) };
}

/** POST /control/settings. Throws `InvalidRequest`. */
export async function tell({ store, told, delivery }: Acquirer, body: unknown): Promise<Reply> {
  objectOf(body, 'the body');
  await store.commit(() => told.tell(body));
  delivery.wake();
  return { status: 200, body: told.shown() };
}
