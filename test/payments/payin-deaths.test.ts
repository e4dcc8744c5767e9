/** The gateway dies at every named point of a payment's way into the books, and the payment is in them once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { findDeploymentValue } from '../../src/db/deployment-values.ts';
import { newId } from '../../src/kit/ids.ts';
import { openCreatePayinLane } from '../../src/payments/create-payin-lane.ts';
import { placeAt } from '../../src/payments/create-payin.ts';
import type { Payin } from '../../src/payments/payin.ts';
import { neitherCardsNorPhones, newDataFolder, startGateway } from '../kit/gateway-process.ts';
import { assertBooksAreRight, available, openGateway, type Gateway } from './gateway.ts';
import { storyOf } from './payin-kit.ts';
import { onePercent } from './samples.ts';
import { merchantNoOf } from './worker-kit.ts';

const points = [
  'collection.before_commit',
  'payin.before_commit',
  'payin.after_commit',
  'collection.after_commit_before_reply',
];

for (const point of points)
  test(`a payment whose callback kills the gateway at ${point} is credited by the next life, once`, async (t) => {
    const books = await openGateway(t);
    const folder = await newDataFolder();
    const places = { DATABASE_URL: books.url, HUNDI_DATA_DIR: folder.path };
    const env = { ...places, ...neitherCardsNorPhones };
    const merchantId = await books.merchant(0n);
    const payin = await asked(books, merchantId);
    const dying = await startGateway({ ...env, HUNDI_FAILPOINTS: point });
    t.after(async () => {
      dying.signal('SIGKILL');
      await dying.exited;
      await folder.remove();
    });
    assert.match(await pressed(books, payin), /<h1>Paid/);
    assert.equal(await dying.exited, null, dying.output());
    assert.match(dying.output(), new RegExp(`failpoint ${point.replace('.', '\\.')}`));
    const living = await startGateway(env);
    try {
      await credited(books, payin.payinId);
      assert.equal(await available(books.pool, merchantId), 500_00n - 5_90n);
      await assertBooksAreRight(books.pool);
    } finally {
      living.signal('SIGTERM');
      await living.exited;
    }
  });

async function asked(books: Gateway, merchantId: string): Promise<Payin> {
  const lane = openCreatePayinLane({ url: books.url, oneMerchantPerCommit: false });
  const at = new Date();
  const payinId = newId<'payin'>(at.getTime());
  const payee = { name: 'sandbox-upi', payeeVpa: 'hundi@sandbox' };
  const place = placeAt(payee, await merchantNoOf(books, merchantId), payinId);
  const answer = await lane.submit({
    ...{ merchantId, payinId, place, at, details: null, feePlan: onePercent },
    contract: 'xpayout',
    transactionNumber: `GW${payinId}`,
    reference: 'R-1',
    currency: 'INR',
    amountMinor: 500_00n,
    expiresAt: new Date(at.getTime() + 900_000),
  });
  await lane.close();
  assert.ok(answer.kind === 'created');
  return answer.payin;
}

async function credited(books: Gateway, payinId: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if ((await storyOf(books, { payinId })).journals.length > 0) break;
    await sleep(100);
  }
  assert.deepEqual(await storyOf(books, { payinId }), {
    history: ['created', 'succeeded'],
    facts: ['received credited'],
    journals: ['credited'],
    cases: [],
  });
}

/** The page of the sandbox bank after the button. */
async function pressed({ pool }: Gateway, payin: Payin): Promise<string> {
  const facts = (await findDeploymentValue(pool, 'sandbox.bank')) ?? '{}';
  const { port } = JSON.parse(facts) as { port: number };
  const form = { pa: payin.payeeVpa, tr: payin.providerReference, am: '500.00' };
  const press = { payer: 'asha@sandbox', attempt: crypto.randomUUID(), press: 'pay' };
  const page = await fetch(`http://127.0.0.1:${port}/upi/pay`, {
    method: 'POST',
    body: new URLSearchParams({ ...form, ...press }),
  });
  return page.text();
}
