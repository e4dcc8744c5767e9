/** Reports as a merchant downloads them: signed, whole, and to the paisa what the ledger says. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import readWorkbook from 'read-excel-file/node';
import { formatMoney } from '../../../src/kit/money.ts';
import { listBalances } from '../../../src/ledger/list-balances.ts';
import {
  call,
  openGateway,
  openMerchant,
  payout,
  send,
  signed,
  type Gateway,
  type TestMerchant,
} from './gateway.ts';

const route = 'api_download_report';
const tenPercent = {
  basisPoints: 1_000,
  flatMinor: 0n,
  minimumMinor: 0n,
  maximumMinor: null,
  gstBasisPoints: 1_800,
  slabs: [],
};

let gateway: Gateway;
before(async () => {
  gateway = await openGateway();
});
after(() => gateway.close());

function ask(merchant: TestMerchant, query = '') {
  return call(gateway, merchant, { route, query });
}

/** With three orders that are held, and one that the balance did not cover. */
async function openSpender(): Promise<TestMerchant> {
  const merchant = await openMerchant(gateway, { fees: tenPercent, fundMinor: 1_000_00n });
  for (const [nth, amount] of [100, 250.55, 0.01, 9_000].entries())
    await call(gateway, merchant, {
      route: 'api_create_order',
      body: payout({ order_id: `O-${String(nth)}`, amount }),
    });
  return merchant;
}

async function walletOf({ merchantId }: TestMerchant) {
  const wallet = (await listBalances(gateway.pool, merchantId)).find(
    ({ account }) => account === 'wallet:INR',
  );
  const text = (minor = 0n) => formatMoney({ minor, currency: 'INR' });
  return { held: text(wallet?.heldMinor), posted: text(wallet?.postedMinor) };
}

test('a signed download is the same report in every format, and adds up to what the wallet holds', async () => {
  const merchant = await openSpender();
  const { held, posted } = await walletOf(merchant);
  assert.notEqual(held, '0.00');

  const csv = await ask(merchant);
  assert.equal(csv.status, 200);
  assert.match(
    csv.headers.get('content-disposition') ?? '',
    /^attachment; filename="transactions-\d{4}-\d\d-\d\d-to-\d{4}-\d\d-\d\d\.csv"$/,
  );
  assert.equal(csv.headers.get('cache-control'), 'no-store');
  const lines = csv.text.trimEnd().split('\r\n');
  const cells = lines.map((line) => line.split(','));
  const column = (name: string) => cells[0]?.indexOf(name) ?? -1;
  const reference = column('reference');
  assert.deepEqual(
    cells.slice(1, -1).map((row) => [row[reference], row[column('status')]]),
    [
      ['O-0', 'processing'],
      ['O-1', 'processing'],
      ['O-2', 'processing'],
      ['O-3', 'failed'],
    ],
  );
  assert.equal(cells.at(-1)?.[column('held')], held);

  const json = JSON.parse((await ask(merchant, '&format=json')).text) as {
    rows: Record<string, string | null>[];
    totals: Record<string, string>[];
  };
  assert.equal(json.totals[0]?.['held'], held);
  assert.deepEqual(
    json.rows.map((row) => row['transaction_number']),
    cells.slice(1, -1).map((row) => row[column('transaction_number')]),
  );

  const sent = signed(merchant, { route, query: '&format=xlsx' });
  const workbook = await fetch(gateway.url + sent.path, { headers: sent.headers });
  assert.equal(workbook.status, 200);
  const [sheet] = await readWorkbook(Buffer.from(await workbook.arrayBuffer()));
  assert.equal(sheet?.data.at(-1)?.[column('held')], Number(held));

  const ledger = JSON.parse((await ask(merchant, '&type=ledger&format=json')).text) as typeof json;
  assert.equal(ledger.rows.at(-1)?.['balance'], posted);
});

test('why an order failed is told in the words of its status, never in those of a bank', async () => {
  const merchant = await openSpender();
  await gateway.pool.query(
    `update payouts set status_reason = 'ACCOUNT_CLOSED', remarks = 'RC 96 at 10.2.3.4',
       version = version + 1 where merchant_id = $1 and reference = 'O-3'`,
    [merchant.merchantId],
  );
  const { rows } = (await ask(merchant, '&format=json&status=failed')).body as unknown as {
    rows: readonly Record<string, unknown>[];
  };
  const query = '&merchant_order_id=O-3';
  const { body } = await call(gateway, merchant, { route: 'api_order_status', query });
  assert.equal(body.data?.['provider_message'], 'The account of the beneficiary is closed.');
  assert.deepEqual(
    rows.map(({ remarks }) => remarks),
    [body.data['provider_message']],
  );
});

test('a status of the contract chooses all of ours that it stands for, and nobody else is shown', async () => {
  const merchant = await openSpender();
  await openSpender();
  const countOf = async (query: string) => {
    const { text } = await ask(merchant, `&format=json&${query}`);
    return (JSON.parse(text) as { rows: unknown[] }).rows.length;
  };
  assert.equal(await countOf('status=processing&service_type=payout'), 3);
  assert.equal(await countOf('status=FAILED'), 1);
  assert.equal(await countOf('status=success'), 0);
  assert.equal(await countOf('status=&from=&to='), 4);
});

test('every bad parameter is named in the error of the contract', async () => {
  const merchant = await openMerchant(gateway);
  const { status, body } = await ask(merchant, '&type=all&format=pdf&status=queued&from=1-1-2026');
  assert.equal(status, 400);
  assert.deepEqual(
    { ...body, errors: Object.keys(body.errors ?? {}) },
    {
      ok: false,
      code: 'validation_failed',
      message: 'Fields are missing or wrong.',
      errors: ['type', 'format', 'from', 'status'],
    },
  );
  const tooLong = await ask(merchant, '&from=2025-01-01&to=2026-12-31');
  assert.deepEqual(Object.keys(tooLong.body.errors ?? {}), ['to']);
  // The earliest day that a clock can tell, before which there is none.
  const tooEarly = await ask(merchant, '&to=-271821-04-20');
  assert.deepEqual([tooEarly.status, Object.keys(tooEarly.body.errors ?? {})], [400, ['to']]);
});

test('without the right signature there is no report, and version 1 takes only the documented parameters', async () => {
  const merchant = await openMerchant(gateway);
  const sent = signed(merchant, { route });
  const { 'x-api-key': key = '' } = sent.headers;
  const refused = async (headers: Record<string, string>) => {
    const { status, body } = await send(gateway, { ...sent, headers });
    return [status, body.code];
  };
  assert.deepEqual(await refused({}), [401, 'invalid_api_key']);
  assert.deepEqual(await refused({ 'x-api-key': key }), [401, 'timestamp_out_of_window']);
  const forged = { ...sent.headers, 'x-signature': '0'.repeat(64) };
  assert.deepEqual(await refused(forged), [401, 'invalid_signature']);
  assert.equal((await ask(merchant, '&columns=all')).body.code, 'invalid_signature');
  const other = await call(gateway, merchant, { route, body: {} });
  assert.deepEqual([other.status, other.headers.get('allow')], [405, 'GET']);
  for (const method of ['HEAD', 'OPTIONS']) {
    const { status, headers } = await fetch(`${gateway.url}/?route=${route}`, { method });
    assert.deepEqual([status, headers.get('allow')], [405, 'GET'], method);
  }
});

test('a merchant with two downloads under way is told when to come back; ended ones are not counted', async () => {
  const merchant = await openSpender();
  const idle = () =>
    Promise.resolve({
      ...{ body: new Readable({ read: () => undefined }), contentType: '', fileName: '' },
      totals: () => [],
    });
  const { merchantId } = merchant;
  const open = [
    await gateway.downloads.run(merchantId, idle),
    await gateway.downloads.run(merchantId, idle),
  ];
  const refused = await ask(merchant);
  assert.deepEqual([refused.status, refused.body.code], [429, 'rate_limited']);
  assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
  const other = await openMerchant(gateway);
  assert.equal((await ask(other)).status, 200);
  for (const { body } of open) body.destroy();
  for (let nth = 0; nth < 6; nth += 1)
    assert.equal(
      (await ask(merchant, nth % 2 === 0 ? '' : '&type=none')).status,
      nth % 2 === 0 ? 200 : 400,
    );
});
