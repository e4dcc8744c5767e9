/** The published description against an independent judge, and against what the running gateway answers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { described } from '../../../src/dialects/xpayout/description.ts';
import { described as xprizoRoutes, refusalsOf } from '../../../src/dialects/xprizo/description.ts';
import { readBeneficiary } from '../../../src/dialects/xpayout/beneficiary.ts';
import { Faults } from '../../../src/dialects/xpayout/faults.ts';
import { readOrderFields } from '../../../src/dialects/xpayout/order-fields.ts';
import type { XpayoutParts } from '../../../src/dialects/xpayout/parts.ts';
import { createdPayinText } from '../../../src/dialects/xpayout/present-payin.ts';
import { foundText } from '../../../src/dialects/xpayout/present.ts';
import { merchantRoutes } from '../../../src/dialects/xpayout/routes.ts';
import { xpayoutEvent, xpayoutPayinEvent } from '../../../src/dialects/xpayout/webhook-event.ts';
import { routes as xoompeRoutes } from '../../../src/dialects/xoompe/routes.ts';
import { errorCatalogue } from '../../../src/kit/errors.ts';
import { newId } from '../../../src/kit/ids.ts';
import { readJson, type JsonObject } from '../../../src/kit/json.ts';
import { ZoneClock } from '../../../src/kit/zone-clock.ts';
import { findOrder } from '../../../src/payments/find-orders.ts';
import type { Payin } from '../../../src/payments/payin.ts';
import { projectRoot } from '../../kit/documents.ts';
import { onePercent } from '../../payments/samples.ts';
import { call, openGateway, openMerchant, payout, send, signed } from './gateway.ts';
import type { Gateway, Reply } from './gateway.ts';

type Json = Record<string, unknown>;
type Content = Readonly<Record<string, { readonly schema: Json }>>;

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content: Content }>>;
}

const document = JSON.parse(
  readFileSync(join(projectRoot, 'docs/openapi/xpayout.json'), 'utf8'),
) as Json & { paths: Record<string, Record<string, Operation>>; components: { schemas: Json } };

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

function operationOf(route: string, method: string): Operation {
  const operation = document.paths[`/sitemap.xml?route=${route}`]?.[method.toLowerCase()];
  assert.ok(operation, `${method} ${route} is described`);
  return operation;
}

const seen = new Set<string>();

/** The answer is one that the operation declares for that status. */
function assertDescribed(route: string, status: number, reply: Reply): void {
  seen.add(route);
  assert.equal(reply.status, status, reply.text);
  const method = route === 'api_create_order' ? 'POST' : 'GET';
  const { content } = operationOf(route, method).responses[String(status)] ?? {};
  assert.ok(content, `${route} declares ${String(status)}`);
  const type = reply.headers.get('content-type')?.split(';')[0] ?? '';
  const schema = content[type]?.schema;
  assert.ok(schema, `${route} declares ${type}`);
  const body = type === 'application/json' ? reply.body : reply.text;
  assert.deepEqual(faultsOf(schema, body), [], `${route} ${reply.text}`);
}

let gateway: Gateway;
before(async () => {
  gateway = await openGateway();
});
after(() => gateway.close());

test('the document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  assert.deepEqual([valid, errors], [true, undefined]);
});

test('every route of a merchant is described, with its method and its parameters', () => {
  // The routes are looked at and never called.
  const routes = merchantRoutes({} as XpayoutParts);
  assert.deepEqual(Object.keys(described), [...routes.keys()]);
  for (const [name, { method, parameters }] of routes) {
    const queried = operationOf(name, method).parameters.filter((one) => one.in === 'query');
    assert.deepEqual(
      queried.map((one) => one.name),
      parameters,
    );
  }
});

test('every refusal that the gateway knows is declared by a route of a contract', () => {
  const declared = new Set<string>(
    [...Object.values(xoompeRoutes), ...Object.values(described)].flatMap(
      ({ refusals }): readonly string[] => refusals,
    ),
  );
  for (const route of xprizoRoutes) for (const code of refusalsOf(route)) declared.add(code);
  // Settlements are asked for by people, behind no contract.
  const undeclared = Object.keys(errorCatalogue).filter(
    (code) => !declared.has(code) && !code.startsWith('settlement.'),
  );
  assert.deepEqual(undeclared, ['request.route_unknown', 'request.method_not_allowed']);
});

test('what the gateway answers is what the document describes', async () => {
  const merchant = await openMerchant(gateway);
  const create = (body: unknown) => call(gateway, merchant, { route: 'api_create_order', body });
  const wish = payout({ order_id: 'O-1' });
  const created = await create(wish);
  assertDescribed('api_create_order', 200, created);
  assertDescribed('api_create_order', 200, await create(wish));
  assertDescribed('api_create_order', 409, await create({ ...wish, amount: 101 }));
  assertDescribed('api_create_order', 400, await create({ service_type: 'payout' }));
  assertDescribed('api_create_order', 400, await create('{'));
  assertDescribed('api_create_order', 400, await create(payout({ amount: 900_000 })));
  const sent = signed(merchant, { route: 'api_create_order', body: wish });
  const asText = { ...sent, headers: { ...sent.headers, 'content-type': 'text/plain' } };
  assertDescribed('api_create_order', 415, await send(gateway, asText));
  const packed = { ...sent, headers: { ...sent.headers, 'content-encoding': 'gzip' } };
  assertDescribed('api_create_order', 415, await send(gateway, packed));

  const look = (route: string, query = '', by = merchant) => call(gateway, by, { route, query });
  assertDescribed('api_order_status', 200, await look('api_order_status', '&order_id=O-1'));
  assertDescribed('api_order_status', 400, await look('api_order_status'));
  assertDescribed('api_order_status', 404, await look('api_order_status', '&order_id=nobody'));
  assertDescribed('api_balance', 200, await look('api_balance'));
  assertDescribed('api_download_report', 200, await look('api_download_report'));
  const report = (query: string) => look('api_download_report', `&format=json${query}`);
  for (const type of ['transactions', 'ledger', 'fees', 'settlements'])
    assertDescribed('api_download_report', 200, await report(`&type=${type}`));
  assertDescribed('api_download_report', 400, await report('&type=all'));

  const balance = { route: 'api_balance', nonce: 'nonce_001' };
  assertDescribed('api_balance', 200, await call(gateway, merchant, balance));
  assertDescribed('api_balance', 409, await call(gateway, merchant, balance));
  const nobody = { ...merchant, apiKey: 'nobody' };
  assertDescribed('api_balance', 401, await look('api_balance', '', nobody));
  const late = { route: 'api_balance', atMs: Date.now() - 600_000 };
  assertDescribed('api_balance', 401, await call(gateway, merchant, late));
  const shut = await openMerchant(gateway, { access: { approvedAddresses: [] } });
  assertDescribed('api_balance', 403, await look('api_balance', '', shut));
  assert.deepEqual([...seen].sort(), Object.keys(described).sort(), 'every operation was called');

  const name = { by: 'reference', value: 'O-1' } as const;
  const found = await findOrder(gateway.pool, merchant.merchantId, name);
  assert.ok(found);
  const event = xpayoutEvent(new ZoneClock('UTC'))(found.payout, new Date(), found);
  assert.deepEqual(faultsOf({ $ref: '#/components/schemas/Callback' }, JSON.parse(event)), []);
});

test('a pay-in is answered and told as the document describes', () => {
  const at = new Date();
  const payin = {
    ...{
      merchantId: newId(0),
      payinId: newId(0),
      version: 1,
      status: 'created',
      statusReason: 'new',
    },
    ...{ contract: 'xpayout', transactionNumber: 'GW202604071234567890', reference: 'IN-1' },
    ...{
      currency: 'INR',
      amountMinor: 500_00n,
      feeMinor: 5_00n,
      gstMinor: 90n,
      feePlan: onePercent,
    },
    ...{ method: 'upi', promptId: null, challengeUrl: null },
    ...{ provider: 'bank', providerReference: 'C1', payeeVpa: 'hundi@sandbox', receivedMinor: 0n },
    ...{ utr: null, payerVpa: null, remarks: null, expiresAt: at, createdAt: at, updatedAt: null },
  } as const satisfies Payin;
  const order = { payin, referenceId: null, meta: '{"note":1}' };
  const place = { paymentUrl: 'https://pay.example/?route=pay', upiIntent: 'upi://pay?am=500.00' };
  const zone = new ZoneClock('UTC');
  const created: unknown = JSON.parse(createdPayinText('Order created', order, place, zone));
  assert.deepEqual(faultsOf({ $ref: '#/components/schemas/Created' }, created), []);
  const event: unknown = JSON.parse(xpayoutPayinEvent(zone)(payin, at, order));
  assert.deepEqual(faultsOf({ $ref: '#/components/schemas/Callback' }, event), []);
});

test('an order that the gateway takes is one that the document describes', () => {
  const { schema } =
    operationOf('api_create_order', 'POST').requestBody?.content['application/json'] ?? {};
  assert.ok(schema);
  const fields = (name: string, values: readonly unknown[]) =>
    values.map((value) => payout({ [name]: value }));
  const inMeta = (name: string, values: readonly unknown[]) =>
    values.map((value) => payout({}, { [name]: value }));
  const orders = [
    ...fields('order_id', ['A', '~!#', 'x'.repeat(64), 'x'.repeat(65), 'a b', '', 7]),
    ...fields('amount', [1, 0.01, 1200.5, '5.5', '0.50', '05', 0, '0', '1e3', 1.005, null, true]),
    ...fields('currency', ['INR', 'inr', 'USD', null]),
    ...fields('reference_id', ['', null, 'R 1', 'x'.repeat(64), 'x'.repeat(65), 5]),
    ...fields('customer_mobile', ['9876543210', '+447700900000', '123', null]),
    ...fields('customer_email', ['user@example.com', 'user', null, '']),
    ...fields('meta', [null, '', 'text', []]),
    ...inMeta('mode', ['imps', 'NEFT', 'Rtgs', 'bank', 'upi', 'card', null, '']),
    ...inMeta('account_number', ['12345', 'x'.repeat(35), 'x'.repeat(36), 12345, null]),
    ...inMeta('ifsc', ['ABCD0123456', 'abcd0123456', '', null]),
    ...inMeta('beneficiary_lastname', ['', null, 'Rao', 7]),
    payout({}, { mode: 'upi', vpa: 'asha@bank', account_number: null, ifsc: '' }),
  ];
  let taken = 0;
  for (const order of orders) {
    if (!isTaken(order)) continue;
    taken += 1;
    assert.deepEqual(faultsOf(schema, order), [], JSON.stringify(order));
  }
  assert.ok(taken > 20 && taken < orders.length - 15, `${String(taken)} taken`);
});

test('a field that the document allows is one that the gateway takes', () => {
  const { schema } =
    operationOf('api_create_order', 'POST').requestBody?.content['application/json'] ?? {};
  assert.ok(schema);
  const names = [
    'Asha <b>',
    'Asha; Rao',
    "José O'Brien (Jr.)",
    'आशा',
    'D’Souza',
    'അനില്\u200d',
    '\u200d',
    'x'.repeat(101),
    '\u202e',
    '',
  ];
  const values: Readonly<Record<string, readonly unknown[]>> = {
    amount: [1e13, '10000000000000', '9999999999999.99', 9_999_999_999_999],
    reference_id: ['é', 'R 1', 'x'.repeat(65), ''],
    customer_name: [...names, 'x'.repeat(200), 'x'.repeat(201)],
    customer_mobile: ['9876543210', '5876543210', '919876543210', '+0123', '+447700900000', ''],
    customer_email: ['user', 'a@b', 'a@b.c', 'a b@c.d', `${'x'.repeat(250)}@b.c`, ''],
  };
  const orders = [
    ...Object.entries(values).flatMap(([field, each]) =>
      each.map((value) => payout({ [field]: value })),
    ),
    ...['beneficiary_firstname', 'beneficiary_lastname'].flatMap((field) =>
      names.map((name) => payout({}, { [field]: name })),
    ),
  ];
  for (const order of orders)
    assert.equal(faultsOf(schema, order).length === 0, isTaken(order), JSON.stringify(order));
});

test('an order by another contract is described in its own currency', async () => {
  const merchant = await openMerchant(gateway);
  const sent = payout({ order_id: 'O-KES' });
  await call(gateway, merchant, { route: 'api_create_order', body: sent });
  const name = { by: 'reference', value: 'O-KES' } as const;
  const found = await findOrder(gateway.pool, merchant.merchantId, name);
  assert.ok(found);
  const inShillings = { ...found, payout: { ...found.payout, currency: 'KES' as const } };
  const shown: unknown = JSON.parse(foundText(inShillings, new ZoneClock('UTC')));
  assert.deepEqual(faultsOf({ $ref: '#/components/schemas/Order' }, shown), []);
});

function isTaken(order: object): boolean {
  const faults = new Faults();
  const body = readJson(Buffer.from(JSON.stringify(order))) as JsonObject;
  readBeneficiary(
    readOrderFields(body, () => ({ ok: true }), faults),
    () => true,
    faults,
  );
  return faults.found === undefined;
}
