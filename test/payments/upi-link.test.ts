import assert from 'node:assert/strict';
import { test } from 'node:test';
import { upiLink, type UpiLink } from '../../src/payments/upi-link.ts';
import {
  collectionReference,
  parseCollectionReference,
  parseProviderReference,
} from '../../src/providers/references.ts';
import { idOf } from './samples.ts';

const link: UpiLink = {
  payeeVpa: 'hundi@sandbox',
  payeeName: 'Asha Traders',
  reference: 'C0001',
  amountMinor: 1_200_50n,
  note: 'GW202601150930001234',
  shownAs: 'intent',
};

test('a link has the parameters that UPI names, in rupees with two decimals', () => {
  assert.equal(
    upiLink(link),
    'upi://pay?pa=hundi@sandbox&pn=Asha%20Traders&tr=C0001&am=1200.50&cu=INR&mode=04&tn=GW202601150930001234',
  );
  assert.match(upiLink({ ...link, shownAs: 'qr' }), /&mode=22&/);
});

test('no name or note can add a parameter, and long ones are cut between characters', () => {
  const odd = upiLink({ ...link, payeeName: 'A&am=1.00#\u0000\u202e', note: '₹'.repeat(60) });
  const parameters = new URLSearchParams(odd.slice(odd.indexOf('?')));
  assert.equal(parameters.get('pn'), 'A&am=1.00#');
  assert.deepEqual(parameters.getAll('am'), ['1200.50']);
  assert.equal(parameters.get('tn'), '₹'.repeat(50));
});

test('a reference that UPI would refuse makes no link', () => {
  for (const reference of ['', 'A-1', 'A'.repeat(36), 'é'])
    assert.throws(() => upiLink({ ...link, reference }), RangeError);
});

test('the reference of a pay-in fits UPI, leads back to it, and is never taken for that of a payout', () => {
  const reference = collectionReference(2_147_483_647, idOf(7));
  assert.match(reference, /^[A-Z0-9]{34}$/);
  assert.deepEqual(parseCollectionReference(reference), {
    merchantNo: 2_147_483_647,
    payinId: idOf(7),
  });
  assert.equal(parseProviderReference(reference), undefined);
  for (const other of [
    'C0001',
    `H${reference.slice(1)}-1`,
    `${reference}-1`,
    reference.toLowerCase(),
    // One more than the largest number of a merchant: whoever pays may write anything here.
    reference.replace(/^C.{7}/, 'C2000000'),
  ])
    assert.equal(parseCollectionReference(other), undefined);
});
