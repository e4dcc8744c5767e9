/** Whoever tries stolen cards gets few tries, hears nothing of why, and is noticed within a minute. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { openGateway } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import { createSandboxBank } from '../../../src/providers/sandbox-bank/sandbox-bank.ts';
import { createSandboxCards } from '../../../src/providers/sandbox-cards/sandbox-cards.ts';
import { freePort } from '../../../torture/free-port.ts';
import { SECRET } from '../../sandbox-bank/bank-process.ts';
import { SECRET as CARDS_SECRET } from '../../sandbox-cards/cards-process.ts';
import { cardDeposit, depositWorld, type Json, type Shop } from './deposit-world.ts';

const settings = { HUNDI_CARD_TRIES: '10', HUNDI_CARDS_OF_CUSTOMER: '5' };
const world = depositWorld(settings);
const declinedText = 'The card was declined.';

/** A number of Visa with a right check digit, one for each `no`. */
function numberOf(no: number): string {
  const digits = `41002800${String(no).padStart(7, '0')}`;
  const sum = Array.from(digits).reduce((total, digit, at) => {
    const weighed = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (weighed > 9 ? weighed - 9 : weighed);
  }, 0);
  return digits + String((10 - (sum % 10)) % 10);
}

const printedThere: string[] = [];

/** Another process on the same database. */
async function secondProcess(): Promise<string> {
  const { databaseUrl, bank, acquirer, endings } = world();
  const port = await freePort();
  const app = await openGateway({
    config: readConfig({ ...settings, PORT: String(port) }),
    databaseUrl,
    provider: createSandboxBank({
      ...{ url: bank.url, apiKey: 'api-key', callbackSecret: SECRET },
      ...{ submitTimeoutMs: 8_000, enquireTimeoutMs: 8_000 },
    }),
    cards: createSandboxCards({
      ...{ url: acquirer.url, apiKey: 'api-key', callbackSecret: CARDS_SECRET },
      ...{ authoriseTimeoutMs: 8_000, timeoutMs: 8_000 },
    }),
    log: pino({ level: 'warn' }, { write: (line: string) => printedThere.push(line) }),
  });
  await app.listen();
  endings.push(() => app.close());
  return `http://127.0.0.1:${port}`;
}

async function deposit(
  shop: Shop,
  reference: string,
  fields: Json,
  url = world().url,
): Promise<Json> {
  const { walletNo } = shop.wallet('USD');
  const answer = await fetch(`${url}/api/Transaction/CardDeposit`, {
    method: 'POST',
    headers: { 'x-api-key': shop.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify(cardDeposit(walletNo, reference, fields)),
  });
  assert.equal(answer.status, 200, reference);
  return (await answer.json()) as Json;
}

/** How many of them the acquirer has heard of. */
async function told(shop: Shop): Promise<number> {
  const { rows } = await world().app.pool.query<{ provider_reference: string }>(
    'select provider_reference from payins where merchant_id = $1',
    [shop.merchantId],
  );
  const shown = await Promise.all(
    rows.map((row) => world().acquirer.shown(row.provider_reference)),
  );
  return shown.filter((one) => one !== null).length;
}

test('one card is tried ten times a day, over all merchants and processes, and the rest reads like a decline', async () => {
  const shops = [await world().shop(), await world().shop()];
  const urls = [world().url, await secondProcess()];
  const number = numberOf(1);
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, at) => {
      const shop = shops[at % 2] as Shop;
      return deposit(shop, `ONE-${at}`, { person: 'One', number, amount: 3 }, urls[(at >> 1) & 1]);
    }),
  );
  const heard = (await Promise.all(shops.map(told))).reduce((sum, count) => sum + count, 0);
  assert.equal(heard, 10);
  const said = answers.map(({ key, reference, ...rest }) => JSON.stringify(rest));
  assert.deepEqual(
    [...new Set(said)],
    [
      JSON.stringify({
        ...{ statusCode: 3, status: 'Rejected', description: declinedText, value: declinedText },
      }),
    ],
  );
  const { rows } = await world().app.pool.query<{ status_reason: string; count: bigint }>(
    `select status_reason, count(*) from payins where merchant_id = any($1) group by 1 order by 1`,
    [shops.map(({ merchantId }) => merchantId)],
  );
  assert.deepEqual(
    rows.map((row) => [row.status_reason, Number(row.count)]),
    [
      ['card_tries', 30],
      ['do_not_honour', 10],
    ],
    'those who work here see which is which',
  );
  assert.ok(!world().printed.join('').includes(number));
});

test('one customer tries five cards a day, each as often as it likes', async () => {
  const shop = await world().shop();
  const tryCard = (no: number, reference: string, fields: Json = {}) =>
    deposit(shop, reference, { person: 'Many', number: numberOf(no), amount: 1, ...fields });
  for (let no = 11; no <= 15; no++)
    assert.equal((await tryCard(no, `MANY-${no}`))['status'], 'Active');
  const sixth = await tryCard(16, 'MANY-16');
  assert.deepEqual([sixth['status'], sixth['value']], ['Rejected', declinedText]);
  assert.equal((await tryCard(11, 'MANY-AGAIN'))['status'], 'Active');
  const { customerData } = cardDeposit(1n, 'x', { person: 'Many' }) as { customerData: Json };
  const elsewhere = { customerData: { ...customerData, email: 'many.2@example.com' } };
  assert.equal((await tryCard(16, 'MANY-MAIL', elsewhere))['status'], 'Rejected');
  assert.equal(await told(shop), 6);
  const other = await world().shop();
  const there = await deposit(other, 'MANY', { person: 'Many', number: numberOf(16) });
  assert.equal(there['status'], 'Active', 'a customer of another merchant is another customer');
});

test('after a day a card may be tried again', async () => {
  const shop = await world().shop();
  const number = numberOf(21);
  const tryIt = (reference: string) => deposit(shop, reference, { person: 'Day', number });
  for (let no = 0; no < 10; no++) assert.equal((await tryIt(`DAY-${no}`))['status'], 'Active');
  assert.equal((await tryIt('DAY-10'))['status'], 'Rejected');
  await world().app.pool.query(
    `update card_tries set tried_at = array(select at - interval '1 day' from unnest(tried_at) at)`,
  );
  assert.equal((await tryIt('DAY-11'))['status'], 'Active');
});

test('one link is one try, however often its reference is sent and its page is opened', async () => {
  const shop = await world().shop();
  const { walletNo } = shop.wallet('USD');
  const body = cardDeposit(walletNo, 'LINK', { number: numberOf(31), amount: 5 });
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => world().call(shop, 'POST', '/Transaction/CardDeposit', body)),
  );
  const made = answers.filter(({ status }) => status === 200);
  assert.equal(made.length, 1);
  const url = String(made[0]?.body['value']);
  for (const method of ['GET', 'POST', 'GET'])
    await fetch(url, { method, redirect: 'manual' }).then((page) => page.text());
  assert.equal(await told(shop), 1);
});

test('no decline says what is wrong with the card, but the page of the payment does', async () => {
  const shop = await world().shop();
  await world().route(shop, 'REAL');
  const numbers = {
    do_not_honour: '4000000000000002',
    insufficient_funds: '4000000000009995',
    expired_card: '4000000000000069',
    incorrect_security_code: '4000000000000127',
  };
  for (const [reason, number] of Object.entries(numbers)) {
    const reference = `WHY-${number.slice(-4)}`;
    const fields = { person: reference, number, routingCode: 'REAL', amount: 20 };
    const answer = await deposit(shop, reference, fields);
    assert.deepEqual([answer['status'], answer['value']], ['Rejected', declinedText]);
    const shown = await world().status(shop, 'USD', reference, 'Rejected');
    assert.deepEqual([shown['value'], shown['description']], [declinedText, declinedText]);
    const heard = JSON.stringify(await world().heard(reference, 2));
    assert.ok(!/funds|expired|security|honour|customer declines/i.test(heard), heard);
    const { rows } = await world().app.pool.query<{ status_reason: string; remarks: string }>(
      'select status_reason, remarks from payins where merchant_id = $1 and reference = $2',
      [shop.merchantId, reference],
    );
    assert.equal(rows[0]?.status_reason, reason);
    assert.notEqual(rows[0].remarks, declinedText);
  }
});

test('many cards declined in a few minutes are one case and one line of the log, within a minute', async () => {
  const shop = await world().shop();
  const beganAt = Date.now();
  await Promise.all(
    Array.from({ length: 24 }, (_, at) =>
      deposit(shop, `T-${at}`, { person: `T${at}`, number: numberOf(100 + at), amount: 3 }),
    ),
  );
  const cases = async () =>
    (
      await world().app.pool.query<{ details: Json; payout_id: string }>(
        `select details, payout_id from cases where merchant_id = $1 and code = 'card_testing'`,
        [shop.merchantId],
      )
    ).rows;
  while ((await cases()).length === 0 && Date.now() - beganAt < 60_000) await sleep(200);
  assert.equal((await cases()).length, 1);
  // Of whichever process looked first.
  const lines = () =>
    [...world().printed, ...printedThere].filter(
      (line) => line.includes('cards are tried') && line.includes(shop.merchantId),
    );
  while (lines().length === 0 && Date.now() - beganAt < 60_000) await sleep(50);
  assert.equal((JSON.parse(lines()[0] ?? '') as Json)['level'], 50);
  // A second look, of whichever process, finds it told.
  await sleep(12_000);
  assert.equal((await cases()).length, 1);
  assert.equal(lines().length, 1);
});
