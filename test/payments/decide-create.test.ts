import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Book } from '../../src/ledger/book.ts';
import { likenessOf, referenceKey, type CreatePayout } from '../../src/payments/create-payout.ts';
import { decideCreate, type CreateDecision } from '../../src/payments/decide-create.ts';
import type { Payout } from '../../src/payments/payout.ts';
import { quoteFee } from '../../src/payments/quote.ts';
import { bookWith, idOf, merchantId, onePercent, totalOf, wallet, wish } from './samples.ts';

const nothing = { byReference: new Map<string, Payout>(), recentLikenesses: new Set<string>() };

function decide(posted: bigint, ...commands: CreatePayout[]): CreateDecision {
  return decideCreate(commands, { book: bookWith(posted).book, ...nothing });
}

const kindsOf = (decision: CreateDecision) => decision.answers.map(({ kind }) => kind);

test('a payout is created with its hold, its fee and its tax', () => {
  const { book, account } = bookWith(1_000_00n);
  const command = wish({ feePlan: onePercent, reference: 'A-1' });
  const { answers, payouts } = decideCreate([command], { book, ...nothing });
  assert.deepEqual(answers, [{ kind: 'created', payout: payouts[0] }]);
  const [payout] = payouts;
  assert.ok(payout);
  assert.deepEqual([payout.status, payout.version, payout.reserveNo], ['queued', 1, 1n]);
  assert.deepEqual([payout.feeMinor, payout.gstMinor], [1_00n, 18n]);
  assert.equal(account.heldMinor, 101_18n);
});

test('the last paisa counts, with the fee and its tax', () => {
  assert.deepEqual(kindsOf(decide(101_18n, wish({ feePlan: onePercent }))), ['created']);
  assert.deepEqual(kindsOf(decide(101_17n, wish({ feePlan: onePercent }))), ['insufficient_funds']);
});

test('of three payouts in one batch, each of a hundred, two hundred rupees pay the first two', () => {
  const decision = decide(200_00n, wish(), wish(), wish());
  assert.deepEqual(kindsOf(decision), ['created', 'created', 'insufficient_funds']);
  const refused = decision.payouts[2];
  assert.deepEqual([refused?.status, refused?.reserveNo], ['failed', null]);
  assert.equal(decision.payouts.length, 3, 'a refused payout is kept, too');
});

test('a smaller payout behind one that does not fit still fits', () => {
  const decision = decide(50_00n, wish(), wish({ amountMinor: 50_00n }));
  assert.deepEqual(kindsOf(decision), ['insufficient_funds', 'created']);
});

test('the same reference again is the same payout, also inside one batch', () => {
  const first = wish({ reference: 'A-1' });
  const decision = decide(1_000_00n, first, wish({ reference: 'A-1' }), wish({ reference: 'A-1' }));
  assert.deepEqual(kindsOf(decision), ['created', 'replayed', 'replayed']);
  assert.equal(decision.payouts.length, 1);
  for (const answer of decision.answers)
    assert.ok('payout' in answer && answer.payout.payoutId === first.payoutId);
});

test('a replay tells the payout as it is now, and its fee as it was quoted', () => {
  const [earlier] = decide(1_000_00n, wish({ reference: 'A-1' })).payouts;
  assert.ok(earlier);
  const now: Payout = { ...earlier, status: 'succeeded', version: 3 };
  const byReference = new Map([[referenceKey(merchantId, 'A-1'), now]]);
  const state = { ...nothing, book: bookWith(0n).book, byReference };
  const again = wish({ reference: 'A-1', feePlan: onePercent });
  assert.deepEqual(decideCreate([again], state).answers, [{ kind: 'replayed', payout: now }]);
});

for (const [field, value] of [
  ['beneficiaryName', 'Bina Rao'],
  ['beneficiaryAccountNumber', '1234567891'],
  ['beneficiaryIfsc', 'HDFC0000002'],
  ['beneficiaryMobile', '+254712345678'],
  ['amountMinor', 100_01n],
] as const)
  test(`a reference used again with another ${field} is a conflict that names the field`, () => {
    const again = wish({ reference: 'A-1', [field]: value });
    const decision = decide(1_000_00n, wish({ reference: 'A-1' }), again);
    assert.deepEqual(decision.answers[1], { kind: 'reference_conflict', fields: [field] });
    assert.equal(decision.payouts.length, 1);
  });

test('the reference of a refused payout stays spent after the wallet was filled', () => {
  const refused = decide(0n, wish({ reference: 'A-1' })).payouts[0];
  assert.ok(refused);
  const byReference = new Map([[referenceKey(merchantId, 'A-1'), refused]]);
  const state = { ...nothing, book: bookWith(1_000_00n).book, byReference };
  const late = decideCreate([wish({ reference: 'A-1' })], state);
  assert.deepEqual(late.answers, [{ kind: 'replayed', payout: refused }]);
  assert.equal(late.payouts.length, 0);
});

test('without a reference, a payout that looks like a recent one is refused; a reference tells them apart', () => {
  const guarded = { nearDuplicateGuard: true };
  const decision = decide(
    1_000_00n,
    wish(guarded),
    wish(guarded),
    wish({ ...guarded, beneficiaryName: 'Another name' }),
    wish({ ...guarded, amountMinor: 100_01n }),
    wish({ ...guarded, beneficiaryIfsc: 'HDFC0000002' }),
    wish({ ...guarded, reference: 'A-1' }),
    wish({ nearDuplicateGuard: false }),
  );
  assert.deepEqual(kindsOf(decision), [
    'created',
    'near_duplicate',
    'near_duplicate',
    'created',
    'created',
    'created',
    'created',
  ]);
});

test('a payout that was refused for funds, or by a cap, is what a later one without a reference looks like', () => {
  const guarded = { nearDuplicateGuard: true };
  const alike = decide(0n, wish(guarded), wish(guarded), wish({ ...guarded, reference: 'A-1' }));
  const refused = 'insufficient_funds';
  assert.deepEqual(kindsOf(alike), [refused, 'near_duplicate', refused]);
  const caps = { orderMinor: 1n, dayMinor: null, dayStartsAt: new Date(0) };
  const capped = decide(1_000_00n, wish({ ...guarded, caps }), wish(guarded));
  assert.deepEqual(kindsOf(capped), ['limit_exceeded', 'near_duplicate']);
});

test('merchants in one batch share neither references nor likenesses nor money', () => {
  const other = idOf(999_999);
  const book = new Book([wallet(100_00n), wallet(100_00n, other)]);
  const fields = { reference: 'A-1', nearDuplicateGuard: true };
  const commands = [wish(fields), wish({ ...fields, merchantId: other })];
  const decision = decideCreate(commands, { book, ...nothing });
  assert.deepEqual(kindsOf(decision), ['created', 'created']);
});

// The model keeps a list of what happened and decides one wish at a time, the plain way.
interface Story {
  readonly posted: bigint;
  readonly wishes: readonly Wish[];
  /** Where one batch ends and the next begins. */
  readonly cuts: readonly boolean[];
}
type Wish = Pick<
  CreatePayout,
  'reference' | 'amountMinor' | 'beneficiaryAccountNumber' | 'nearDuplicateGuard'
>;

function modelled({ posted, wishes }: Story): { kinds: string[]; held: bigint } {
  const made: Wish[] = [];
  let held = 0n;
  const kinds = wishes.map((wanted) => {
    const same = (one: Wish) =>
      one.amountMinor === wanted.amountMinor &&
      one.beneficiaryAccountNumber === wanted.beneficiaryAccountNumber;
    const earlier = made.find((one) => one.reference === wanted.reference);
    if (wanted.reference !== null && earlier !== undefined)
      return same(earlier) ? 'replayed' : 'reference_conflict';
    const guarded = wanted.reference === null && wanted.nearDuplicateGuard;
    if (guarded && made.some(same)) return 'near_duplicate';
    const quote = quoteFee({ minor: wanted.amountMinor, currency: 'INR' }, onePercent);
    const total = wanted.amountMinor + quote.feeMinor + quote.gstMinor;
    const paid = total <= posted - held;
    if (paid) held += total;
    made.push(wanted);
    return paid ? 'created' : 'insufficient_funds';
  });
  return { kinds, held };
}

function played({ posted, wishes, cuts }: Story): { kinds: string[]; held: bigint } {
  const { book, account } = bookWith(posted);
  const byReference = new Map<string, Payout>();
  const recentLikenesses = new Set<string>();
  const kinds: string[] = [];
  let created = 0n;
  for (let from = 0; from < wishes.length;) {
    let to = from + 1;
    while (to < wishes.length && cuts[to] !== true) to += 1;
    const commands = wishes
      .slice(from, to)
      .map((fields) => wish({ ...fields, feePlan: onePercent }));
    const decision = decideCreate(commands, { book, byReference, recentLikenesses });
    kinds.push(...kindsOf(decision));
    for (const payout of decision.payouts) {
      if (payout.reference !== null)
        byReference.set(referenceKey(payout.merchantId, payout.reference), payout);
      recentLikenesses.add(likenessOf(payout));
      if (payout.status !== 'failed') created += totalOf(payout);
    }
    assert.equal(account.heldMinor, created, 'what is held is the sum of what was answered');
    assert.ok(account.heldMinor <= account.postedMinor, 'never overspent');
    from = to;
  }
  return { kinds, held: account.heldMinor };
}

const story: fc.Arbitrary<Story> = fc.record({
  posted: fc.bigInt({ min: 0n, max: 1_000n }),
  wishes: fc.array(
    fc.record({
      reference: fc.constantFrom(null, null, 'A', 'B', 'C'),
      amountMinor: fc.constantFrom(1n, 49n, 50n, 100n, 250n),
      beneficiaryAccountNumber: fc.constantFrom('1', '2'),
      nearDuplicateGuard: fc.boolean(),
    }),
    { minLength: 1, maxLength: 25 },
  ),
  cuts: fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }),
});

test('however wishes fall into batches, each gets the answer it would have got alone', () => {
  fc.assert(
    fc.property(story, (each) => {
      assert.deepEqual(played(each), modelled(each));
    }),
    { numRuns: 2_000 },
  );
});
