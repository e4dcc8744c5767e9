/** The published description against an independent judge, and against what the running gateway answers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { judgePayout } from '../../../src/dialects/xoompe/fields.ts';
import type { routes } from '../../../src/dialects/xoompe/routes.ts';
import { xoompeEvent } from '../../../src/dialects/xoompe/webhook-event.ts';
import { readJson } from '../../../src/kit/json.ts';
import { ZoneClock } from '../../../src/kit/zone-clock.ts';
import {
  disableMerchant,
  setAllowedAddresses,
  setApiAccess,
} from '../../../src/merchants/change-merchant.ts';
import { liftedLimits } from '../../../src/merchants/merchant.ts';
import { findPayoutByNumber } from '../../../src/payments/find-payouts.ts';
import { OrderNumbers } from '../../../src/payments/order-numbers.ts';
import { projectRoot } from '../../kit/documents.ts';
import {
  call,
  johnDoe,
  openGateway,
  openMerchant,
  openUser,
  tokenOf,
  type Gateway,
  type Reply,
} from './gateway.ts';

type Json = Record<string, unknown>;
type Order = Parameters<typeof setApiAccess>[1];

interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<
    Record<string, { description: string; headers: Json; content: Content }>
  >;
}

type Content = Readonly<Record<'application/json', { readonly schema: Json }>>;

const document = JSON.parse(
  readFileSync(join(projectRoot, 'docs/openapi/xoompe.json'), 'utf8'),
) as Json & { paths: Record<string, Record<string, Operation>>; components: { schemas: Json } };

const operations = new Map(
  Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .map((operation) => [operation.operationId, operation]),
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema(sealed({ components: document.components }) as Json, 'contract');

/** With no room for fields that are not described. */
function sealed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(sealed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([name, value]): [string, unknown] => [
    name,
    name === '$ref' ? `contract${String(value)}` : sealed(value),
  ]);
  const isObject = 'type' in schema && schema.type === 'object' && 'properties' in schema;
  return Object.fromEntries(isObject ? [...entries, ['additionalProperties', false]] : entries);
}

function faultsOf(schema: Json, value: unknown): unknown[] {
  const validate = ajv.compile(sealed(schema) as Json);
  return validate(value) ? [] : (validate.errors ?? []);
}

let gateway: Gateway;
before(async () => {
  gateway = await openGateway();
});
after(() => gateway.close());

const seen = new Set<string>();

/** The answer is one that the operation declares, in body and headers, and has that status. */
function assertDescribed(operationId: keyof typeof routes, status: number, reply: Reply): void {
  seen.add(`${operationId} ${String(status)}`);
  assert.equal(reply.status, status, reply.text);
  const response = operations.get(operationId)?.responses[String(status)];
  assert.ok(response, `${operationId} declares ${String(status)}`);
  const faults = faultsOf(response.content['application/json'].schema, reply.body);
  assert.deepEqual(faults, [], `${operationId} ${reply.text}`);
  const { message = '' } = reply.body as { readonly message?: string };
  // Where a body is judged, its fault is the message.
  if (status > 400 || (status === 400 && operationId === 'getTransaction'))
    assert.ok(
      response.description.split(/: |\n\n/).includes(message),
      `${operationId}: ${message}`,
    );
  for (const name of Object.keys(response.headers))
    assert.ok(reply.headers.has(name), `${operationId} ${String(status)} has ${name}`);
}

test('the document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  assert.deepEqual([valid, errors], [true, undefined]);
  const broken = { ...structuredClone(document), paths: { nowhere: {} } };
  assert.equal((await new Validator().validate(broken)).valid, false, 'the judge can say no');
});

test('what the gateway answers is what the document describes', async () => {
  const merchant = await openMerchant(gateway, { fundMinor: 50_000_00n });
  const { clientId, clientSecret, merchantId } = merchant;
  const login = { clientId, clientSecret };
  const signIn = await call(gateway, '/token', { body: login });
  assertDescribed('issueTokens', 200, signIn);
  const { accessToken: token, refreshToken } = signIn.body as Record<string, string>;
  assertDescribed(
    'refreshTokens',
    200,
    await call(gateway, '/refresh', { body: { refreshToken } }),
  );
  assertDescribed('issueTokens', 400, await call(gateway, '/token', { body: {} }));
  const wrong = { ...login, clientSecret: 'wrong' };
  assertDescribed('issueTokens', 401, await call(gateway, '/token', { body: wrong }));
  assertDescribed(
    'refreshTokens',
    401,
    await call(gateway, '/refresh', { body: { refreshToken: 'x' } }),
  );

  const pay = (body: unknown, asToken = token) =>
    call(gateway, '/Payout/CreateTransaction', { token: asToken, body });
  const wish = { ...johnDoe, clientTransactionRefNo: 'INV-1' };
  const created = await pay(wish);
  assertDescribed('createTransaction', 201, created);
  assertDescribed('createTransaction', 200, await pay(wish));
  assertDescribed('createTransaction', 409, await pay({ ...wish, amount: 6000 }));
  assertDescribed('createTransaction', 400, await pay({ ...johnDoe, amount: 60_000 }));
  assertDescribed('createTransaction', 400, await pay({ amount: 1 }));
  assertDescribed('createTransaction', 400, await pay('{'));
  assertDescribed('createTransaction', 401, await pay(wish, 'nobody'));
  const reader = await tokenOf(gateway, await openUser(gateway, merchantId, 'reader'));
  assertDescribed('createTransaction', 403, await pay(wish, reader));

  const bulk = (transactions: unknown) =>
    call(gateway, '/Payout/CreateBulkTransactions', { token, body: { transactions } });
  const items = [
    { ...johnDoe, clientTransactionRefNo: 'B-1' },
    { amount: 5 },
    7,
    { ...wish, amount: 9000 },
  ];
  assertDescribed('createBulk', 200, await bulk([...items, { ...johnDoe, amount: 900_000 }]));
  assertDescribed('createBulk', 400, await bulk([]));

  const look = (path: string, asToken = token) => call(gateway, path, { token: asToken });
  const list = '/Payout/GetClientTransactionsWithFilters';
  assertDescribed('getBalance', 200, await look('/Payout/getWalletBalance'));
  assertDescribed('listTransactions', 200, await look(`${list}?pageSize=2`));
  assertDescribed('listTransactions', 400, await look(`${list}?page=none`));
  assertDescribed('listTransactions', 401, await look(list, 'nobody'));
  const { transactionNumber } = created.body as { transactionNumber: string };
  const byNumber = '/Payout/GetTransactionByTxnId/';
  assertDescribed('getTransaction', 200, await look(byNumber + transactionNumber));
  assertDescribed('getTransaction', 404, await look(`${byNumber}TX1`));

  assertDescribed('getTransaction', 400, await look(`${byNumber}%zz`));

  const limited = await openMerchant(gateway, { limits: { ...liftedLimits, queryPerMinute: 1 } });
  const limitedToken = await tokenOf(gateway, {
    clientId: limited.clientId,
    clientSecret: limited.clientSecret,
  });
  await look('/Payout/getWalletBalance', limitedToken);
  assertDescribed('getBalance', 429, await look('/Payout/getWalletBalance', limitedToken));

  const payout = await findPayoutByNumber(gateway.pool, merchantId, transactionNumber);
  assert.ok(payout);
  const event: unknown = JSON.parse(xoompeEvent({ ...payout, utr: '601500000001' }, new Date()));
  assert.deepEqual(faultsOf({ $ref: '#/components/schemas/Event' }, event), []);
  const untold = [...operations.keys()].filter(
    (id) => ![...seen].some((one) => one.startsWith(id)),
  );
  assert.deepEqual(untold, [], 'every operation was called');
});

test('who is shut out of the API is told so at the tokens in the words that the document has', async () => {
  const shut = [
    (order: Order) => setApiAccess(gateway.pool, order, false),
    (order: Order) => setAllowedAddresses(gateway.pool, order, ['10.0.0.0/8']),
  ];
  for (const shutOut of shut) {
    const { clientId, clientSecret, merchantId } = await openMerchant(gateway);
    const login = { clientId, clientSecret };
    const signedIn = await call(gateway, '/token', { body: login });
    const { refreshToken } = signedIn.body as Record<string, string>;
    await shutOut({ merchantId, actor: 'test', nowMs: Date.now() });
    assertDescribed('issueTokens', 403, await call(gateway, '/token', { body: login }));
    const refreshed = await call(gateway, '/refresh', { body: { refreshToken } });
    assertDescribed('refreshTokens', 403, refreshed);
  }
  const { merchantId, clientId, clientSecret } = await openMerchant(gateway);
  const token = await tokenOf(gateway, { clientId, clientSecret });
  await disableMerchant(gateway.pool, { merchantId, actor: 'test', nowMs: Date.now() });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const blocked = await call(gateway, '/Payout/getWalletBalance', { token });
  assertDescribed('getBalance', 403, blocked);
});

test('a payout that was ordered by another contract is shown as the document describes', async () => {
  const merchant = await openMerchant(gateway);
  const token = await tokenOf(gateway, merchant);
  await call(gateway, '/Payout/CreateTransaction', { token, body: johnDoe });
  const numbers = new OrderNumbers(gateway.pool, new ZoneClock('UTC'));
  const number = await numbers.take(new Date());
  await gateway.pool.query('update payouts set transaction_number = $2 where merchant_id = $1', [
    ...[merchant.merchantId, number],
  ]);
  for (const [id, path] of [
    ['getTransaction', `/Payout/GetTransactionByTxnId/${number}`],
    ['listTransactions', '/Payout/GetClientTransactionsWithFilters'],
  ] as const)
    assertDescribed(id, 200, await call(gateway, path, { token }));
});

test('a request that the gateway takes is one that the document describes', () => {
  const { schema } =
    operations.get('createTransaction')?.requestBody?.content['application/json'] ?? {};
  assert.ok(schema);
  const variants: readonly Json[] = [
    {},
    ...[
      'Al',
      '  Al  ',
      'A  l',
      'John Doe ',
      'J0hn',
      '',
      'A'.repeat(200),
      ` ${'A'.repeat(200)} `,
      'A'.repeat(201),
    ].map((beneficiaryName) => ({ beneficiaryName })),
    ...['1234567', '12345678', 'x'.repeat(20), 'x'.repeat(21), '1234 5678', 12345678].map(
      (beneficiaryAccountNumber) => ({ beneficiaryAccountNumber }),
    ),
    ...['ABCD0123456', 'abcd0123456', 'ABCD1123456', 'ABCD012345'].map((ifsc) => ({ ifsc })),
    ...[
      4999.99,
      5000,
      5000.5,
      10000000,
      10000000.01,
      '5000',
      '5000.00',
      '5000.001',
      '05000',
      '-5000',
      '1e4',
      null,
      true,
    ].map((amount) => ({ amount })),
    ...[null, '', 'a', 'A-b_c.d/9', 'x'.repeat(64), 'x'.repeat(65), 'a b', 7].map(
      (clientTransactionRefNo) => ({ clientTransactionRefNo }),
    ),
  ];
  let taken = 0;
  for (const variant of variants) {
    const body = { ...johnDoe, ...variant };
    const parsed = readJson(Buffer.from(JSON.stringify(body)));
    const { fields } = judgePayout(parsed as Parameters<typeof judgePayout>[0], () => true);
    if (fields === undefined) continue;
    taken += 1;
    assert.deepEqual(faultsOf(schema, body), [], JSON.stringify(variant));
  }
  assert.ok(taken > 15 && taken < variants.length - 15, `${String(taken)} taken`);
});
