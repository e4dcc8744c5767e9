/** What a kill switch stops and what it lets go on, decided with no database and no clock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CreatePayin } from '../../src/payments/create-payin.ts';
import { decideCreatePayin } from '../../src/payments/decide-create-payin.ts';
import { decideCreate } from '../../src/payments/decide-create.ts';
import type { RailWindow } from '../../src/providers/provider.ts';
import { offSwitchesOf, type SwitchKind } from '../../src/switches/off-switches.ts';
import { PayoutWorld } from '../payments/payout-world.ts';
import { at, bookWith, free, merchantId, wish } from '../payments/samples.ts';

const day = { opensAtMinute: null, closesAtMinute: null, workingDaysOnly: false };
const any: RailWindow = { ...day, minimumMinor: 1n, maximumMinor: null };
const bank = { name: 'bank', windows: { IMPS: any, NEFT: any, UPI: any } };
const off = (...turned: (readonly [SwitchKind, string])[]) =>
  offSwitchesOf(turned.map(([kind, name]) => ({ kind, name })));

function pay(switchedOff: ReturnType<typeof off>, fields: Parameters<typeof wish>[0] = {}) {
  const { book, account } = bookWith(1_000_00n);
  const state = { book, byReference: new Map(), recentLikenesses: new Set<string>() };
  const { answers, payouts } = decideCreate([wish(fields)], {
    ...{ ...state, off: switchedOff, carriers: { bank } },
  });
  return [answers[0]?.kind, payouts.length, account.heldMinor > 0n];
}

const made = ['created', 1, true];
const refused = ['not_served', 0, false];

test('a new payout is refused without a trace when its merchant, currency or provider is off', () => {
  assert.deepEqual(pay(off()), made);
  assert.deepEqual(pay(off(['merchant', merchantId])), refused);
  assert.deepEqual(pay(off(['currency', 'INR'])), refused);
  assert.deepEqual(pay(off(['provider', 'bank'])), refused);
});

test('other merchants, currencies, providers and methods are not touched', () => {
  const others = off(
    ...([
      ['merchant', 'somebody-else'],
      ['currency', 'KES'],
      ['provider', 'daraja'],
      ['method', 'payin.upi'],
      ['method', 'transfer'],
    ] as const),
  );
  assert.deepEqual(pay(others), made);
});

test('a rail that is off is passed over while another takes the payout, and refuses it when none does', () => {
  assert.deepEqual(pay(off(['method', 'payout.imps'])), made);
  assert.deepEqual(pay(off(['method', 'payout.imps'], ['method', 'payout.neft'])), refused);
  const toVpa = {
    ...{ beneficiaryVpa: 'asha@okbank', beneficiaryAccountNumber: '', beneficiaryIfsc: '' },
  };
  assert.deepEqual(pay(off(['method', 'payout.upi']), toVpa), refused);
  assert.deepEqual(pay(off(['method', 'payout.imps']), { allowedRails: ['IMPS'] }), refused);
});

test('who repeats a payout that was made before gets it, whatever is off', () => {
  const { book } = bookWith(1_000_00n);
  const order = wish({ reference: 'R-1' });
  const state = { book, byReference: new Map(), recentLikenesses: new Set<string>() };
  const [payout] = decideCreate([order], state).payouts;
  assert.ok(payout !== undefined);
  const again = decideCreate([order], {
    ...state,
    byReference: new Map([[`${merchantId} R-1`, payout]]),
    off: off(['merchant', merchantId]),
  });
  assert.equal(again.answers[0]?.kind, 'replayed');
});

function payin(switchedOff: ReturnType<typeof off>) {
  const command: CreatePayin = {
    ...{ merchantId, payinId: 'p', contract: 'xpayout', transactionNumber: 'T', reference: 'R' },
    ...{ currency: 'INR', amountMinor: 500_00n, feePlan: free, details: null, at },
    place: { provider: 'upi-bank', providerReference: 'x', payeeVpa: 'shop@bank' },
    expiresAt: new Date(at.getTime() + 900_000),
  };
  const { answers, payins, promised } = decideCreatePayin(
    [command],
    ...([new Map(), new Set<string>(), switchedOff] as const),
  );
  return [answers[0]?.kind, payins.length, promised.length];
}

test('a new pay-in is refused without a trace when its merchant, currency, provider or method is off', () => {
  assert.deepEqual(payin(off(['method', 'payin.card'])), ['created', 1, 1]);
  const touching = [
    ...[off(['merchant', merchantId]), off(['currency', 'INR'])],
    ...[off(['provider', 'upi-bank']), off(['method', 'payin.upi'])],
  ];
  for (const each of touching) assert.deepEqual(payin(each), ['not_served', 0, 0]);
});

test('a payout that is queued waits with its hold while its provider is off, and goes out after', () => {
  const world = new PayoutWorld();
  const note = 'the provider bank is switched off';
  const answer = world.take('worker', { off: off(['provider', 'bank']) });
  assert.deepEqual(answer, { kind: 'settled', note });
  assert.deepEqual([world.payout.status, world.attempts], ['queued', []]);
  assert.equal(world.promise.dueAt.getTime() - world.nowMs, 5_000);
  assert.ok(world.account.heldMinor > 0n);
  assert.equal(world.take('worker').kind, 'submit');
});

test('a payout whose outcome is unknown is asked about, heard of and ended while its provider is off', () => {
  const world = PayoutWorld.submitted();
  world.hear({ kind: 'unknown', why: 'no answer in time' }, 'reply');
  assert.equal(world.take('second', { off: off(['provider', 'bank']) }).kind, 'enquire');
  world.hear({ kind: 'succeeded', amountMinor: 100_00n, currency: 'INR', utr: '601500000001' });
  assert.equal(world.payout.status, 'succeeded');
});

test('nothing that was lost or did not leave is sent again while anything of it is off', () => {
  for (const turned of [
    ['provider', 'bank'],
    ['merchant', merchantId],
    ['method', 'payout.imps'],
  ] as const) {
    const unsent = PayoutWorld.submitted();
    unsent.hear({ kind: 'not_sent', why: 'connection refused' }, 'reply');
    assert.equal(unsent.take('second', { off: off(turned) }).kind, 'settled');
    assert.equal(unsent.take('third').kind, 'submit');
    const lost = PayoutWorld.submitted();
    const answers = [1, 2, 3, 4].map((nth) => {
      lost.nowMs += 60_000;
      lost.take(`worker ${String(nth)}`, { off: off(turned) });
      const change = { off: off(turned) };
      return lost.apply([lost.news({ kind: 'not_found' }, 'enquiry', 1, change)])[0]?.kind;
    });
    assert.deepEqual(answers, ['settled', 'settled', 'settled', 'settled']);
  }
});
