/** A switch that is turned is felt by every process, in each contract's own words, and leaves nothing behind. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCredential } from '../../src/identity/credentials.ts';
import { loadDeploymentSecrets } from '../../src/identity/deployment-secrets.ts';
import { readConfig } from '../../src/config.ts';
import { cliWith, documentOf, errorOf } from '../cli/cli-kit.ts';
import { call as xprizoCall, walletNoOf } from '../dialects/xprizo/gateway.ts';
import { call as xpayoutCall, openMerchant, payout } from '../dialects/xpayout/gateway.ts';
import type { Started } from '../kit/gateway-process.ts';
import { assertBooksAreRight } from '../payments/gateway.ts';
import { askConsole, operatorSignedIn } from '../support/console.ts';
import { openHouse } from '../transfers/house.ts';

/** The interval of the board, the time of a reading, and a slow machine. */
const feltWithinMs = 1_000;

async function openTown(t: TestContext) {
  const house = await openHouse(t);
  const processes = [await house.start(), await house.start()];
  const secrets = await loadDeploymentSecrets(house.pool, readConfig({}).secrets);
  const merchant = await openMerchant({ pool: house.pool, sealer: secrets.sealer });
  const order = { ...merchant, actor: 'test', nowMs: Date.now() };
  const credential = await createCredential(house.pool, order);
  let orders = 0;
  const xoompe = async ({ address }: Started) => {
    const ask = async (path: string, body: object, token = '') => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      const reply = await fetch(`${address}/XoomPeAPI${path}`, init);
      return (await reply.json()) as Record<string, unknown>;
    };
    const { accessToken } = await ask('/token', credential);
    orders += 1;
    const made = await ask(
      '/Payout/CreateTransaction',
      {
        ...{ beneficiaryName: 'John Doe', beneficiaryAccountNumber: '123456789012' },
        ...{ ifsc: 'ABCD0123456', amount: 5000, clientTransactionRefNo: `X-${String(orders)}` },
      },
      String(accessToken),
    );
    return String(made['message']);
  };
  const xpayout = async ({ address: url }: Started) => {
    orders += 1;
    const body = payout({ order_id: `P-${String(orders)}`, amount: '10.00' });
    const reply = await xpayoutCall({ url }, merchant, { route: 'api_create_order', body });
    return reply.body.message;
  };
  const xprizo = async ({ address: url }: Started) => {
    const { asha, ravi } = house;
    orders += 1;
    const body = {
      ...{
        fromAccountId: Number(walletNoOf(asha, 'INR')),
        toAccountId: Number(walletNoOf(ravi, 'INR')),
      },
      ...{ amount: 1, reference: `T-${String(orders)}`, description: 'tea' },
    };
    const reply = await xprizoCall({ url }, asha, '/Transaction/SendPayment?action=1', { body });
    return reply.status === 200 ? 'made' : (reply.body as { message: string }).message;
  };
  return { ...house, processes, merchant, xoompe, xpayout, xprizo };
}

test('what is switched off by the command line is refused by two processes in the words of three contracts, and served again after', async (t) => {
  const town = await openTown(t);
  const { processes, xoompe, xpayout, xprizo } = town;
  const cli = cliWith({ DATABASE_URL: town.url });
  const everywhere = async () =>
    Promise.all(
      processes.map(async (each) => [await xoompe(each), await xpayout(each), await xprizo(each)]),
    );
  const before = await everywhere();
  for (const answers of before) assert.match(answers.join(), /success.*Order created.*made/i);

  assert.equal((await cli('switch', 'list')).stdout, 'Nothing is switched off.\n');
  assert.equal((await cli('switch', 'off', 'currency', 'INR')).code, 2);
  assert.equal(
    errorOf(await cli('switch', 'off', 'method', 'pigeon', '--reason', 'a drill', '--json')).code,
    'request.invalid_fields',
  );
  const turned = documentOf(
    await cli('switch', 'off', 'currency', 'INR', '--reason', 'a drill', '--json'),
  );
  assert.equal((turned['switches'] as { isOff: boolean }[])[0]?.isOff, true);
  await sleep(feltWithinMs);
  const count = async () => {
    const { rows } = await town.pool.query<{ n: number }>(
      'select ((select count(*) from payouts) + (select count(*) from transfers))::int as n',
    );
    return rows[0]?.n;
  };
  const counted = await count();
  for (const answers of await everywhere())
    assert.deepEqual(answers, [
      'Service unavailable',
      'Unavailable; repeat with the same order_id.',
      'Service not available',
    ]);
  assert.equal(await count(), counted);

  assert.equal((await cli('switch', 'off', 'currency', 'INR', '--reason', 'again')).code, 4);
  assert.match((await cli('switch', 'list')).stdout, /currency +INR +off +cli .*a drill/);
  assert.equal((await cli('switch', 'on', 'currency', 'INR', '--reason', 'over')).code, 0);
  await sleep(feltWithinMs);
  for (const answers of await everywhere())
    assert.match(answers.join(), /success.*Order created.*made/i);
  assert.match(
    (await cli('switch', 'list', '--all')).stdout,
    /on +cli .*over\n.*off +cli .*a drill/,
  );

  // The same at the console of one process: off by one person, on by two.
  const [maker, checker] = [await operatorSignedIn(town.pool), await operatorSignedIn(town.pool)];
  const [first] = processes;
  assert.ok(first);
  const post = async (who: typeof maker, path: string, body: object) => {
    const answer = await askConsole(first.address, who, path, { method: 'POST', body });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body as { merchantId: string; draftId: string; hash: string };
  };
  const change = { kind: 'merchant', name: town.merchant.merchantId, reason: 'a theft' };
  await post(maker, '/switches/off', change);
  await sleep(feltWithinMs);
  const stopped = await count();
  for (const [payout, order, transfer] of await everywhere())
    assert.deepEqual(
      [payout, order, transfer],
      ['Service unavailable', 'Unavailable; repeat with the same order_id.', 'made'],
    );
  assert.equal(await count(), (stopped ?? 0) + processes.length, 'transfers alone');
  const wish = { kind: 'switch.on', merchantId: null, change, reason: 'it is over' };
  const draft = await post(maker, '/drafts', wish);
  const { hash } = draft;
  await post(checker, `/drafts/${draft.merchantId}/${draft.draftId}/approve`, { hash });
  await sleep(feltWithinMs);
  for (const answers of await everywhere())
    assert.match(answers.join(), /success.*Order created.*made/i);
  await assertBooksAreRight(town.pool);
});
