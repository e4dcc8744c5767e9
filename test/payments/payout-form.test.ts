/** A payout that a person fills in: what nobody would carry is told before anything is made. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeForm, type PayoutForm } from '../../src/payments/payout-form.ts';

const rules = { means: ['bank', 'upi', 'mpesa'], isKnownIfsc: () => true } as const;
const empty: PayoutForm = {
  ...{ name: '', accountNumber: '', ifsc: '', vpa: '', mobile: '', amount: '', reference: '' },
};

function faultOf(form: Partial<PayoutForm>): string | undefined {
  return judgeForm({ ...empty, ...form }, rules).faults?.amount;
}

test('M-Pesa pays whole shillings within its limits', () => {
  const mobile = '0712 345 678';
  for (const amount of ['10', '10.00', '250000', '2,50,000'])
    assert.equal(faultOf({ mobile, amount }), undefined, amount);
  for (const amount of ['9', '0.50', '250001'])
    assert.equal(faultOf({ mobile, amount }), 'M-Pesa pays 10 to 250,000 whole shillings.', amount);
  assert.equal(faultOf({ mobile, amount: '10.50' }), 'M-Pesa pays 10 to 250,000 whole shillings.');
});

test('a name may hold the apostrophe of a telephone and what joins the letters of Indian scripts', () => {
  const fault = (name: string) =>
    judgeForm({ ...empty, name, vpa: 'asha@bank', amount: '1' }, rules).faults?.name;
  for (const name of ['Lenny D’Souza', 'അനില്\u200d']) assert.equal(fault(name), undefined, name);
  for (const name of ['\u200d\u200d', 'A \u200d', 'Asha\u202e'])
    assert.match(fault(name) ?? '', /letters/, name);
});

test('UPI pays up to one lakh', () => {
  const upi = { name: 'Asha Rao', vpa: 'asha@bank' };
  assert.equal(faultOf({ ...upi, amount: '100000' }), undefined);
  assert.equal(faultOf({ ...upi, amount: '100000.01' }), 'UPI pays at most 1,00,000.00.');
});
