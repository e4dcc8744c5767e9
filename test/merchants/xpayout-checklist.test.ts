import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MerchantId } from '../../src/kit/ids.ts';
import { checklistOf, type ChecklistFacts } from '../../src/merchants/xpayout-checklist.ts';

const done: ChecklistFacts = {
  merchant: { status: 'active', apiAccess: true },
  access: {
    merchantId: '01980000-0000-7000-8000-000000000001' as MerchantId,
    apiKey: 'hx_rt_aaaaaaaaaaaaaaaa',
    hmacMode: 'required',
    marketplaceCode: 'STANDARD',
    apiEnabled: true,
    registeredAddresses: ['203.0.113.7'],
    approvedAddresses: ['203.0.113.7'],
    orderCapMinor: null,
    dayCapMinor: null,
  },
  hasCallbackUrl: true,
  availableMinor: 1n,
};

/** The numbers of the steps that are open. */
function openSteps(facts: ChecklistFacts): number[] {
  return checklistOf(facts)
    .filter((step) => !step.done)
    .map(({ step }) => step);
}

test('the list has the seven steps of the document, and nothing is open when all is done', () => {
  assert.deepEqual(
    checklistOf(done).map(({ step, opensTheGate }) => [step, opensTheGate]),
    [1, 2, 3, 4, 5, 6, 7].map((step) => [step, step <= 5]),
  );
  assert.deepEqual(openSteps(done), []);
});

test('each step is open for its own reason', () => {
  const { access, merchant } = done;
  assert.deepEqual(openSteps({ ...done, merchant: { ...merchant, status: 'disabled' } }), [1]);
  assert.deepEqual(openSteps({ ...done, access: { ...access, marketplaceCode: null } }), [2]);
  assert.deepEqual(
    openSteps({ ...done, access: { ...access, registeredAddresses: [], approvedAddresses: [] } }),
    [3, 4],
  );
  assert.deepEqual(openSteps({ ...done, access: { ...access, approvedAddresses: [] } }), [4]);
  assert.deepEqual(openSteps({ ...done, access: { ...access, apiEnabled: false } }), [5]);
  assert.deepEqual(openSteps({ ...done, merchant: { ...merchant, apiAccess: false } }), [5]);
  assert.deepEqual(openSteps({ ...done, hasCallbackUrl: false }), [6]);
  assert.deepEqual(openSteps({ ...done, availableMinor: 0n }), [7]);
});
