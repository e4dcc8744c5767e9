/**
 * Every order in which a bank can say what it says, whoever brings it, with crashes and repeats in between:
 * the same facts end in the same books, and what contradicts itself is shown to a person.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PayoutStatus } from '../../src/payments/payout.ts';
import type { FactSource } from '../../src/payments/resolve-command.ts';
import type { Outcome } from '../../src/providers/provider.ts';
import { PayoutWorld } from './payout-world.ts';

const money = { amountMinor: 100_00n, currency: 'INR', utr: '601500000001' };
const messages = {
  accepted: { kind: 'accepted' },
  unknownCode: {
    kind: 'unknown',
    why: 'a status that is not documented',
    undocumented: 'ONHOLD_77',
  },
  notFound: { kind: 'not_found' },
  success: { kind: 'succeeded', ...money },
  refused: { kind: 'rejected', code: 'INVALID_ACCOUNT', message: 'No such account' },
  reversed: { kind: 'reversed', ...money, reversalReference: 'RV-1' },
  wrongAmount: { kind: 'succeeded', ...money, amountMinor: 101_00n },
} as const satisfies Record<string, Outcome>;
type Message = keyof typeof messages;

/** How a sequence of messages reaches the gateway. */
const deliveries = {
  'one by one': (world, list) => list.forEach((one) => world.apply([one(world)])),
  'in one batch': (world, list) => void world.apply(list.map((one) => one(world))),
  'each twice, the second after a crash before the reply': (world, list) =>
    list.forEach((one) => [1, 2].forEach(() => world.apply([one(world)]))),
  'each lost once in a crash before the commit': (world, list) =>
    list.forEach((one) => [false, true].forEach((kept) => world.apply([one(world)], kept))),
  'all of them again at the end': (world, list) =>
    [...list, ...list].forEach((one) => world.apply([one(world)])),
} as const satisfies Record<
  string,
  (world: PayoutWorld, list: ((world: PayoutWorld) => ReturnType<PayoutWorld['news']>)[]) => void
>;
const sources: readonly FactSource[] = ['reply', 'callback', 'enquiry', 'statement'];

/** All orders of all sets of up to `most` of the items. */
function* orders<T>(items: readonly T[], most: number, before: readonly T[] = []): Generator<T[]> {
  if (before.length > 0) yield [...before];
  if (before.length === most) return;
  for (const item of items)
    if (!before.includes(item)) yield* orders(items, most, [...before, item]);
}

const allowed: Record<PayoutStatus, readonly PayoutStatus[]> = {
  queued: ['processing'],
  processing: ['succeeded', 'failed'],
  succeeded: ['reversed'],
  failed: [],
  reversed: [],
};

/** What holds of every payout at every time. */
function checkInvariants(world: PayoutWorld, story: string): void {
  const { payout, account, history, journals, facts } = world;
  history.forEach(({ version, fromStatus, toStatus }, index) => {
    assert.equal(version, index + 1, story);
    if (fromStatus !== null) assert.ok(allowed[fromStatus].includes(toStatus), story);
  });
  assert.equal(payout.version, history.length, story);
  assert.equal(payout.status, history.at(-1)?.toStatus, story);
  assert.equal(world.events.length, history.length - 1, `${story}: one event for each change`);
  const hasEnded = payout.status !== 'processing';
  const ends = journals.filter(({ resolves }) => resolves !== null);
  assert.equal(ends.length, hasEnded ? 1 : 0, `${story}: the hold ends exactly once`);
  assert.equal(world.promise.state, hasEnded ? 'done' : 'due', `${story}: the promise`);
  assert.equal(account.heldMinor, hasEnded ? 0n : 101_18n, story);
  assert.ok(account.postedMinor >= account.heldMinor, `${story}: never negative`);
  const balances = Object.values(world.balances());
  assert.equal(
    balances.reduce((a, b) => a + b, 0n),
    0n,
    `${story}: sums to zero`,
  );
  assert.ok((world.balances()['suspense:INR'] ?? 0n) <= 0n, `${story}: suspense is a loss`);
  assert.equal(account.postedMinor - 1_000_00n, world.balances()['wallet:INR'] ?? 0n, story);
  assert.equal(new Set(facts.map(({ factKey }) => factKey)).size, facts.length, story);
  assert.ok(
    world.answers.every(({ kind }) => kind !== 'fenced'),
    story,
  );
}

function endOf(world: PayoutWorld): string {
  const { status, utr } = world.payout;
  const books = Object.entries(world.balances()).sort().join(' ');
  return [status, utr, books, ...world.caseCodes()].join('; ');
}

test('every order of what a bank says, brought by anyone, crashed and repeated, ends in the same books', () => {
  const ends = new Map<string, Map<string, string>>();
  let cases = 0;
  for (const sequence of orders(Object.keys(messages) as Message[], 6)) {
    const told = new Set<Message>(sequence);
    for (const [how, deliver] of Object.entries(deliveries)) {
      cases += 1;
      const story = `${sequence.join(', ')} (${how})`;
      const world = PayoutWorld.submitted();
      const list = sequence.map((message, index) => (at: PayoutWorld) => {
        const source = sources[(index + cases) % sources.length];
        return at.news(messages[message], source);
      });
      deliver(world, list);
      checkInvariants(world, story);
      const paid = told.has('success') || told.has('reversed');
      // After word of money that moved, of whatever amount, a refusal proves nothing (rule U11).
      const refusedAt = sequence.indexOf('refused');
      const isDoubted = told.has('wrongAmount') && sequence.indexOf('wrongAmount') < refusedAt;
      const contradicts = told.has('refused') && (paid || isDoubted);
      const hasEnded = paid || (told.has('refused') && !isDoubted);
      assert.equal(world.payout.status !== 'processing', hasEnded, story);
      assert.equal(world.caseCodes().includes('amount_differs'), told.has('wrongAmount'), story);
      const alarms = world.cases.filter(({ code }) => code === 'undocumented_answer');
      assert.equal(alarms.length, told.has('unknownCode') ? 1 : 0, story);
      const others = world
        .caseCodes()
        .filter((code) => code !== 'amount_differs' && code !== 'undocumented_answer');
      assert.equal(others.length > 0, contradicts, `${story}: cases ${others.join()}`);
      // What left the bank and did not come back is what our clearing account says, in any order.
      const left = told.has('success') && !told.has('reversed') ? 100_00n : 0n;
      assert.equal(world.balances()['payout_clearing:INR'] ?? 0n, left, story);
      if (contradicts) continue;
      const facts = [...told].sort().join();
      const seen = ends.get(facts) ?? new Map<string, string>();
      ends.set(facts, seen.set(endOf(world), story));
      assert.equal(
        seen.size,
        1,
        `${[...seen.values()].join('\n')}\n${[...seen.keys()].join('\n')}`,
      );
    }
  }
  assert.ok(cases > 10_000, `only ${String(cases)} cases`);
});

const elsewhere = { ...money, utr: 'HDBKN26011500001' };
const ofTwo = {
  'first paid': [1, { kind: 'succeeded', ...money }],
  'first returned': [1, { kind: 'reversed', ...money, reversalReference: 'RV-1' }],
  'first refused again': [1, messages.refused],
  'second paid': [2, { kind: 'succeeded', ...elsewhere }],
  'second returned': [2, { kind: 'reversed', ...elsewhere, reversalReference: 'RV-2' }],
  'second refused': [2, messages.refused],
} as const satisfies Record<string, [number, Outcome]>;

test('two attempts on two rails: whatever the bank says of either, our clearing agrees with its book', () => {
  for (const sequence of orders(Object.keys(ofTwo) as (keyof typeof ofTwo)[], 6)) {
    for (const [how, deliver] of Object.entries(deliveries)) {
      const story = `${sequence.join(', ')} (${how})`;
      const world = PayoutWorld.submitted();
      world.hear({ kind: 'rejected', code: 'IMPS_NOT_ALLOWED', message: '' }, 'reply');
      world.take('second worker');
      const list = sequence.map((message) => (at: PayoutWorld) => {
        const [attemptNo, outcome] = ofTwo[message];
        return at.news(outcome, 'callback', attemptNo);
      });
      deliver(world, list);
      checkInvariants(world, story);
      let left = 0n;
      for (const which of ['first', 'second'] as const)
        if (sequence.includes(`${which} paid`) && !sequence.includes(`${which} returned`))
          left += 100_00n;
      assert.equal(world.balances()['payout_clearing:INR'] ?? 0n, left, story);
      const againstItsRefusal =
        sequence.includes('first paid') || sequence.includes('first returned');
      if (againstItsRefusal) assert.ok(world.cases.length > 0, `${story}: nobody was told`);
    }
  }
});
