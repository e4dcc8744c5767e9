/** The connector of cards against the acquirer itself, in a process of its own: every misbehaviour gets its right name. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CardDetails } from '../../src/kit/card.ts';
import { newId } from '../../src/kit/ids.ts';
import type { CardAcquirer, CardOrder } from '../../src/providers/card-acquirer.ts';
import { collectionReference } from '../../src/providers/references.ts';
import { createSandboxCards } from '../../src/providers/sandbox-cards/sandbox-cards.ts';
import {
  CARD,
  cardsFolder,
  RIGHT_CODE,
  RunningAcquirer,
  SECRET,
} from '../sandbox-cards/cards-process.ts';
import { startScriptedServer, type ScriptedServer } from './scripted-server.ts';

const folder = cardsFolder();
let inbox: ScriptedServer;
let acquirer: RunningAcquirer;
let provider: CardAcquirer;

const connect = (authoriseTimeoutMs: number) =>
  createSandboxCards({
    ...{ url: acquirer.url, apiKey: 'api-key', callbackSecret: SECRET },
    ...{ authoriseTimeoutMs, timeoutMs: 20_000 },
  });

before(async () => {
  inbox = await startScriptedServer();
  inbox.follow((response) => response.end());
  const callbacks = { CARDS_CALLBACK_URL: `${inbox.url}/cards`, CARDS_CALLBACK_SECRET: SECRET };
  acquirer = await RunningAcquirer.start(folder.dataDir, { ...callbacks, CARDS_SEED: 'a seed' });
  provider = connect(20_000);
});
after(async () => {
  await provider.close();
  await acquirer.stop();
  await inbox[Symbol.asyncDispose]();
  folder.remove();
});

/** Approved at once. */
const WELCOME = '4242424242424242';

function cardOf(number: string): CardDetails {
  const fields = {
    number,
    holder: 'ASHA RAO',
    expiryMonth: 12,
    expiryYear: 2070,
    securityCode: '739',
  };
  const reading = CardDetails.read(fields, { at: new Date('2026-11-26T12:00:00Z') });
  assert.ok(reading.kind === 'card');
  return reading.card;
}

function orderBy(routeCode: string | null, fields: Partial<CardOrder> = {}): CardOrder {
  return {
    reference: collectionReference(7, newId(Date.now())),
    ...{ amountMinor: 50_00n, currency: 'KES', routeCode, description: 'Tea' },
    customer: { name: 'Asha Rao', email: null, mobile: null, ipAddress: null },
    returnUrl: 'http://127.0.0.1:9/back',
    ...fields,
  };
}

/** An order on a route of its own that misbehaves. */
async function ruled(behaviour: string, more: Record<string, unknown> = {}): Promise<CardOrder> {
  const routeCode = `R-${behaviour}`;
  await acquirer.rule(behaviour, { routeCode, ...more });
  return orderBy(routeCode);
}

/** What the callbacks about a reference said, in the order they came. */
function told(reference: string): string[] {
  return inbox.seen.flatMap(({ headers, body }) => {
    if (!body.includes(reference)) return [];
    const reading = provider.readCallback(headers, Buffer.from(body), Date.now());
    return [reading.kind === 'news' ? reading.news.kind : reading.kind];
  });
}

async function toldAtLeast(reference: string, count: number): Promise<string[]> {
  for (let tries = 0; tries < 1_500 && told(reference).length < count; tries += 1) await sleep(20);
  return told(reference);
}

async function newsUntil(reference: string, count: number) {
  for (let tries = 0; tries < 1_500; tries += 1) {
    const answer = await provider.enquire(reference);
    if (answer.kind === 'known' && answer.news.length >= count) return answer.news;
    await sleep(20);
  }
  assert.fail(`the enquiry never told ${count} pieces of news`);
}

async function firedInTheEnd(behaviour: string): Promise<unknown> {
  for (let tries = 0; tries < 1_500; tries += 1) {
    const { body } = await acquirer.call('GET', '/control/faults');
    if (body[behaviour] !== undefined) return body[behaviour];
    await sleep(20);
  }
  return undefined;
}

test('a card is approved, challenged or declined, and the callback says the same', async () => {
  const approved = orderBy('MAN1', { amountMinor: 2_00n });
  const outcome = await provider.authorise(approved, cardOf(CARD));
  assert.ok(outcome.kind === 'succeeded');
  assert.deepEqual([outcome.payment.amountMinor, outcome.payment.currency], [2_00n, 'KES']);
  assert.deepEqual(await toldAtLeast(approved.reference, 1), ['received']);
  const asked = orderBy('MAN1', { amountMinor: 6_00n });
  const challenge = await provider.authorise(asked, cardOf(CARD));
  assert.ok(
    challenge.kind === 'challenge' && challenge.url.startsWith(`${acquirer.url}/challenge/`),
  );
  assert.deepEqual(await provider.enquire(asked.reference), { kind: 'known', news: [] });
  await acquirer.answer(asked.reference, { code: RIGHT_CODE });
  assert.deepEqual(await toldAtLeast(asked.reference, 1), ['received']);
  const refused = orderBy('MAN1', { amountMinor: 3_00n });
  const no = await provider.authorise(refused, cardOf(CARD));
  assert.ok(no.kind === 'rejected' && no.payment !== null);
  assert.deepEqual(await toldAtLeast(refused.reference, 1), ['failed']);
});

test('what was executed without an answer is unknown, and the enquiry finds the one charge', async () => {
  for (const behaviour of ['execute-then-drop', 'error-after', 'bad-json', 'huge-body']) {
    const order = await ruled(behaviour);
    assert.equal((await provider.authorise(order, cardOf(WELCOME))).kind, 'unknown', behaviour);
    const [news] = await newsUntil(order.reference, 1);
    assert.equal(news?.kind, 'received', behaviour);
    assert.equal((await acquirer.entry(order.reference)).captures, 1);
    assert.equal(await firedInTheEnd(behaviour), 1);
  }
  const hasty = connect(400);
  const silent = await ruled('timeout-after');
  assert.equal((await hasty.authorise(silent, cardOf(WELCOME))).kind, 'unknown');
  assert.equal((await newsUntil(silent.reference, 1))[0]?.kind, 'received');
  await hasty.close();
});

test('what left no trace is unknown too, and can be cancelled for ever', async () => {
  const hasty = connect(400);
  for (const behaviour of ['timeout-before', 'error-before', 'unauthorised']) {
    const order = await ruled(behaviour, { times: 1 });
    assert.equal((await hasty.authorise(order, cardOf(WELCOME))).kind, 'unknown', behaviour);
    assert.deepEqual(await provider.enquire(order.reference), { kind: 'known', news: [] });
    assert.deepEqual(await provider.cancel(order.reference), { kind: 'cancelled' });
    const late = await provider.authorise(order, cardOf(WELCOME));
    assert.ok(late.kind === 'rejected' && late.code === 'CANCELLED', behaviour);
  }
  await hasty.close();
});

test('a liar that declines and charges later is found out', async () => {
  const order = await ruled('decline-then-capture', { delayMs: 100 });
  assert.equal((await provider.authorise(order, cardOf(WELCOME))).kind, 'rejected');
  assert.deepEqual(await toldAtLeast(order.reference, 2), ['failed', 'received']);
  assert.equal((await newsUntil(order.reference, 1))[0]?.kind, 'received');
  const page = await provider.statement('');
  assert.ok(page.news.some(({ reference }) => reference === order.reference));
});

test('callbacks come twice, late, out of order or never, and the statement tells the truth each time', async () => {
  const course = async (behaviour: string, more = {}, number = WELCOME) => {
    const order = await ruled(behaviour, more);
    await provider.authorise(order, cardOf(number));
    return order.reference;
  };
  assert.deepEqual(await toldAtLeast(await course('answer-twice'), 2), ['received', 'received']);
  assert.deepEqual(await toldAtLeast(await course('callback-late', { delayMs: 300 }), 1), [
    'received',
  ]);
  const odd = await course('callback-out-of-order');
  assert.deepEqual(await toldAtLeast(odd, 2), ['received', 'taken']);
  const quiet = await course('callback-none');
  const { news } = await provider.statement('');
  for (const reference of [odd, quiet])
    assert.equal(news.filter((each) => each.reference === reference).length, 1);
  assert.deepEqual(told(quiet), []);
});

test('an amount that is told wrong is right in the statement, and an unknown status is unknown until it is cleared up', async () => {
  const wrong = await ruled('wrong-amount');
  await provider.authorise(wrong, cardOf(WELCOME));
  const [shown] = await newsUntil(wrong.reference, 1);
  assert.equal(shown?.payment.amountMinor, 51_00n);
  const { news } = await provider.statement('');
  const booked = news.find(({ reference }) => reference === wrong.reference);
  assert.equal(booked?.payment.amountMinor, 50_00n);
  const odd = await ruled('unknown-code', { delayMs: 1_000 });
  await provider.authorise(odd, cardOf(WELCOME));
  assert.equal((await newsUntil(odd.reference, 1))[0]?.kind, 'received');
  assert.equal(await firedInTheEnd('unknown-code'), 1);
});

test('an enquiry may be denied for a while; a cancelling in that time tells the truth', async () => {
  const order = await ruled('not-found-for', { delayMs: 86_400_000 });
  await provider.authorise(order, cardOf(WELCOME));
  assert.deepEqual(await provider.enquire(order.reference), { kind: 'known', news: [] });
  const cancelled = await provider.cancel(order.reference);
  assert.ok(cancelled.kind === 'charged' && cancelled.news[0]?.kind === 'received');
});

test('money that is disputed later is taken back once, and a refund gives back what was paid', async () => {
  const disputed = await ruled('dispute-later', { delayMs: 50 });
  await provider.authorise(disputed, cardOf(WELCOME));
  const news = await newsUntil(disputed.reference, 2);
  assert.deepEqual(
    news.map(({ kind }) => kind),
    ['received', 'reversed'],
  );
  assert.deepEqual(await toldAtLeast(disputed.reference, 2), ['received', 'reversed']);
  const paid = orderBy(null);
  const outcome = await provider.authorise(paid, cardOf(WELCOME));
  assert.ok(outcome.kind === 'succeeded');
  const { paymentId, amountMinor, currency } = outcome.payment;
  const refund = { refundId: 'R-1', reference: 'R1', paymentId, amountMinor, currency };
  const first = await provider.refund(refund);
  assert.ok(first.kind === 'refunded' && first.utr !== null);
  assert.deepEqual(await provider.refund(refund), first);
  const more = await provider.refund({ ...refund, refundId: 'R-2' });
  assert.ok(more.kind === 'rejected' && more.code === 'REFUND_TOO_LARGE');
  assert.equal((await acquirer.proof())['holds'], true);
});
