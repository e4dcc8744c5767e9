/** The published description against an independent judge, and against what the running gateway answers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { described } from '../../../src/dialects/xprizo/description.ts';
import { createUser } from '../../../src/identity/users.ts';
import { newId } from '../../../src/kit/ids.ts';
import { projectRoot } from '../../kit/documents.ts';
import { call, openGateway, openProfile, walletNoOf } from './gateway.ts';
import type { Gateway, Reply, Sent, TestProfile } from './gateway.ts';

type Json = Record<string, unknown>;

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Json }>> }>
  >;
}

const document = JSON.parse(
  readFileSync(join(projectRoot, 'docs/openapi/xprizo.json'), 'utf8'),
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

const operations = new Map(
  Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .map((operation) => [operation.operationId, operation]),
);

/** The answer is one that the operation declares for that status. */
function assertDescribed(id: string, status: number, reply: Reply): void {
  assert.equal(reply.status, status, `${id} ${reply.text}`);
  const answer = operations.get(id)?.responses[String(status)];
  assert.ok(answer, `${id} declares ${String(status)}`);
  const schema = answer.content?.['application/json']?.schema;
  if (schema === undefined) {
    assert.equal(reply.text, '', id);
    return;
  }
  const validate = ajv.compile(sealed(schema) as Json);
  assert.ok(validate(reply.body), `${id} ${JSON.stringify(validate.errors)} ${reply.text}`);
}

let gateway: Gateway;
let profile: TestProfile;
before(async () => {
  gateway = await openGateway();
  profile = await openProfile(gateway, { userName: 'amina' });
});
after(() => gateway.close());

test('the document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  assert.deepEqual([valid, errors], [true, undefined]);
});

test('every endpoint is described once, under the path that is published', () => {
  assert.deepEqual([...operations.keys()].sort(), described.map(({ id }) => id).sort());
  for (const { id, paths, methods } of described) {
    const path = paths[0].replace(/:(\w+)/g, '{$1}');
    const operation = document.paths[path]?.[methods[0].toLowerCase()];
    assert.equal(operation?.operationId, id, path);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const declared = operation.parameters.filter((one) => one.in === 'path');
    assert.deepEqual(
      declared.map(({ name }) => name),
      inPath,
      path,
    );
  }
});

test('what the gateway answers of a profile and its wallets is what the document describes', async () => {
  const ask = async (id: string, status: number, path: string, sent?: Sent, by = profile) => {
    assertDescribed(id, status, await call(gateway, by, path, sent));
  };
  const [put, post, remove] = ['PUT', 'POST', 'DELETE'].map((method) => ({ method }));
  const wallet = String(walletNoOf(profile, 'INR'));
  await ask('fullProfile', 200, '/Profile/GetFull');
  await ask('fullProfile', 401, '/Profile/GetFull', {}, { ...profile, apiKey: 'nobody' });
  await ask('setPin', 400, '/Profile/SetPin?pin=1', put);
  await ask('setPin', 200, '/Profile/SetPin?pin=2468', put);
  await ask('clearPin', 400, '/Profile/ClearPin?pin=2469', put);
  await ask('clearPin', 200, '/Profile/ClearPin?pin=2468', put);
  await ask('createApiKey', 200, '/Profile/CreateApiKey?name=second', post);
  await ask('createApiKey', 400, '/Profile/CreateApiKey', post);
  await ask('setApiKeyActiveDates', 200, '/Profile/SetAPIKeyActiveDates/2?endDate=2999-01-01', put);
  await ask('setApiKeyDescription', 200, '/Profile/SetAPIKeyDescription/2?value=till', put);
  await ask('addApiKeyIp', 400, '/Profile/AddAPIKeyIp/2?ipAddress=everywhere', put);
  await ask('addApiKeyIp', 200, '/Profile/AddAPIKeyIp/2?ipAddress=::1', put);
  await ask('apiKeyList', 200, '/Profile/ApiKeyList');
  await ask('removeApiKeyIp', 200, '/Profile/RemoveAPIKeyIp/2?ipAddress=::1', remove);
  await ask('setApiKeyInactive', 200, '/Profile/SetApiKeyInactive?taskId=2&value=true', put);
  await ask('deleteApiKey', 200, '/Profile/DeleteApiKey/2', remove);
  await ask('deleteApiKey', 400, '/Profile/DeleteApiKey/2', remove);

  const hook = 'url=https://shop.example/hook';
  await ask('setApprovalWebhook', 200, `/Preference/SetApprovalWebhook?${hook}`, put);
  await ask('setPaymentWebhook', 200, `/Preference/SetPaymentWebhook?${hook}`, put);
  await ask('setRequestPaymentWebhook', 200, `/Preference/SetRequestPaymentWebhook?${hook}`, put);
  await ask('setPaymentWebhook', 400, '/Preference/SetPaymentWebhook?url=ftp://x', put);
  await ask('testApprovalWebhook', 200, '/Preference/TestApprovalWebhook');
  await ask('preferences', 200, '/Preference/Get');
  await ask('allowableCurrencies', 200, '/Preference/AllowableCurrencies');
  await ask('currencyList', 200, '/System/CurrencyList');
  await ask('addressbookInfo', 200, '/Addressbook/Info?value=amina');

  await ask('walletInfo', 200, '/Wallet/Info?contact=amina');
  await ask('walletInfo', 400, '/Wallet/Info?contact=nobody');
  await ask('walletList', 200, '/Wallet/List');
  await ask('getWallet', 200, `/Wallet/Get/${wallet}`);
  await ask('getWallet', 400, '/Wallet/Get/one');
  await ask('getWallet', 403, '/Wallet/Get/1');
  await ask('walletTransactions', 200, `/Wallet/Transactions/${wallet}`);
  await ask('transactionByReference', 400, `/Wallet/TransactionByReference/${wallet}?reference=X`);
  await ask('transactionNumbered', 200, `/Wallet/Transaction/${wallet}000000001`);
  await ask('transactionNumbered', 400, '/Wallet/Transaction/7');

  const password = 'a long enough password';
  const user = { merchantId: profile.merchantId, userId: newId<'user'>(0), actor: 'test' };
  await createUser(gateway.pool, {
    ...{ ...user, email: 'amina@example.com', password, role: 'reader', nowMs: 0 },
  });
  const login = { userName: 'amina', password };
  const tokens = await call(gateway, undefined, '/Security/GetToken', { body: login });
  assertDescribed('getToken', 200, tokens);
  await ask('getToken', 400, '/Security/GetToken', { body: { ...login, password: 'wrong' } });
  const asText = { body: JSON.stringify(login), headers: { 'content-type': 'text/plain' } };
  await ask('getToken', 415, '/Security/GetToken', asText);
  const packed = { body: login, headers: { 'content-encoding': 'gzip' } };
  await ask('getToken', 415, '/Security/GetToken', packed);
  const { token } = tokens.body as { token: string };
  const reader = { method: 'PUT', headers: { authorization: `Bearer ${token}` } };
  const refused = await call(gateway, undefined, '/Profile/ClearPin', reader);
  assertDescribed('clearPin', 403, refused);
});

test('one call more than the limit is a 429 that says when to come back', async () => {
  const limits = { queryPerMinute: 2, authenticationPerMinute: 10, payoutPerMinute: 10 };
  const slow = await openProfile(gateway, { limits: { ...limits, bulkPerMinute: 10 } });
  const ask = () => call(gateway, slow, '/Wallet/List');
  const replies = [await ask(), await ask(), await ask()];
  assert.deepEqual(
    replies.map(({ status }) => status),
    [200, 200, 429],
  );
  const [, , last] = replies;
  assert.ok(last);
  assertDescribed('walletList', 429, last);
  assert.match(last.headers.get('retry-after') ?? '', /^\d+$/);
});
