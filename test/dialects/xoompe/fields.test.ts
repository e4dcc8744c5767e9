import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, johnDoe, openGateway, openMerchant, tokenOf, type Gateway } from './gateway.ts';

let gateway: Gateway;
let token: string;

before(async () => {
  gateway = await openGateway();
  token = await tokenOf(gateway, await openMerchant(gateway, { fundMinor: 10n ** 14n }));
});
after(() => gateway.close());

let nth = 0;

async function send(fields: Record<string, unknown>) {
  const clientTransactionRefNo = `F-${++nth}`;
  const body = { ...johnDoe, clientTransactionRefNo, ...fields };
  return call(gateway, '/Payout/CreateTransaction', { token, body });
}

const seedName = 'Name must contain only letters and spaces';
const nameLength = 'Name must be between 3 and 200 characters';
const account = 'Account number must be a string of only letters and digits';
const accountLength = 'Account number must be between 8 and 20 characters';
const ifsc = 'IFSC must match the format ^[A-Z]{4}0[A-Z0-9]{6}$';
const seedAmount = 'Amount must be between 5000 and 10000000';
const decimals = 'Amount must be a plain number with at most 2 decimals';
const reference = 'Reference must be a string of only letters, digits and the characters - _ . /';
const referenceLength = 'Reference must be between 1 and 64 characters';

const refused: readonly (readonly [field: string, value: unknown, sentences: string[]])[] = [
  ['beneficiaryName', 'J0hn', [seedName]],
  ['beneficiaryName', 'José Pérez', [seedName]],
  ['beneficiaryName', "O'Brien", [seedName]],
  ['beneficiaryName', 'John\u00a0Doe', [seedName]],
  ['beneficiaryName', 'राम कुमार', [seedName]],
  ['beneficiaryName', null, [seedName]],
  ['beneficiaryName', 123, [seedName]],
  ['beneficiaryName', ['John Doe'], [seedName]],
  ['beneficiaryName', undefined, [seedName]],
  ['beneficiaryName', '', [seedName, nameLength]],
  ['beneficiaryName', 'Jo', [seedName, nameLength]],
  ['beneficiaryName', '   Jo   ', [seedName, nameLength]],
  ['beneficiaryName', 'a'.repeat(201), [seedName, nameLength]],
  ['beneficiaryAccountNumber', '1234567', [accountLength]],
  ['beneficiaryAccountNumber', '1'.repeat(21), [accountLength]],
  ['beneficiaryAccountNumber', '', [accountLength]],
  ['beneficiaryAccountNumber', 123456789012, [account]],
  ['beneficiaryAccountNumber', '1234 5678 9012', [account]],
  ['beneficiaryAccountNumber', '12345678\u0660', [account]],
  ['beneficiaryAccountNumber', undefined, [account]],
  ['ifsc', 'abcd0123456', [ifsc]],
  ['ifsc', 'ABCD1123456', [ifsc]],
  ['ifsc', 'ABCD012345', [ifsc]],
  ['ifsc', 'ABCD01234567', [ifsc]],
  ['ifsc', ' ABCD0123456', [ifsc]],
  ['ifsc', 0, [ifsc]],
  ['ifsc', undefined, [ifsc]],
  ['amount', 4999.99, [seedAmount]],
  ['amount', 10000000.01, [seedAmount]],
  ['amount', 0, [seedAmount]],
  ['amount', -5000, [seedAmount, decimals]],
  ['amount', 5000.001, [seedAmount, decimals]],
  ['amount', true, [seedAmount, decimals]],
  ['amount', [5000], [seedAmount, decimals]],
  ['amount', undefined, [seedAmount, decimals]],
  ['clientTransactionRefNo', '', [referenceLength]],
  ['clientTransactionRefNo', 'R'.repeat(65), [referenceLength]],
  ['clientTransactionRefNo', 'INV 1001', [reference]],
  ['clientTransactionRefNo', 'INV#1001', [reference]],
  ['clientTransactionRefNo', 1001, [reference]],
];

for (const [field, value, sentences] of refused) {
  const shown = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 30);
  test(`${field} ${shown} is refused in a sentence of its own`, async () => {
    const { status, body } = await send({ [field]: value });
    assert.equal(status, 400);
    assert.deepEqual(body, {
      statusCode: 400,
      status: false,
      message: 'Validation failed',
      errors: { [field]: sentences },
    });
  });
}

test('all faults of a request are told at once', async () => {
  const { body } = await send({
    beneficiaryName: '1',
    beneficiaryAccountNumber: '',
    ifsc: '',
    amount: '',
    clientTransactionRefNo: ' ',
  });
  assert.deepEqual(Object.keys((body as { errors: object }).errors), [
    'beneficiaryName',
    'beneficiaryAccountNumber',
    'ifsc',
    'amount',
    'clientTransactionRefNo',
  ]);
});

test('a name is trimmed and its runs of spaces become one', async () => {
  const { body } = await send({ beneficiaryName: '  John    Q  Doe ' });
  const { transaction } = body as { transaction: { beneficiaryName: string } };
  assert.equal(transaction.beneficiaryName, 'John Q Doe');
});

test('leading zeros of an account number stay, and letters may be in it', async () => {
  const { body } = await send({ beneficiaryAccountNumber: '000AB12345678901234z' });
  const { transaction } = body as { transaction: { beneficiaryAccountNumber: string } };
  assert.equal(transaction.beneficiaryAccountNumber, '000AB12345678901234z');
});

test('the shortest and longest values are accepted, and unknown fields are ignored', async () => {
  for (const fields of [
    { beneficiaryName: 'Bob', beneficiaryAccountNumber: '12345678' },
    { beneficiaryName: 'a'.repeat(200), beneficiaryAccountNumber: '1'.repeat(20) },
    { clientTransactionRefNo: 'x' },
    { clientTransactionRefNo: `A-z_9./${'9'.repeat(57)}` },
    { note: 'ignored', status: 'Success' },
  ])
    assert.equal((await send(fields)).status, 201, JSON.stringify(fields));
});

test('a live merchant may only pay to a branch that exists, a sandbox merchant to any', async () => {
  const strict = await openGateway({
    beside: gateway,
    ifscExists: (code) => code === 'HDFC0000001',
  });
  try {
    const live = await openMerchant(strict, { environment: 'live' });
    const sandbox = await openMerchant(strict);
    const create = async (login: unknown, code: string) =>
      call(strict, '/Payout/CreateTransaction', {
        token: await tokenOf(strict, login),
        body: { ...johnDoe, ifsc: code, clientTransactionRefNo: code },
      });
    assert.equal((await create(live, 'HDFC0000001')).status, 201);
    const refusal = await create(live, 'ABCD0123456');
    assert.deepEqual((refusal.body as { errors: unknown }).errors, {
      ifsc: ['IFSC does not exist'],
    });
    assert.equal((await create(sandbox, 'ABCD0123456')).status, 201);
  } finally {
    await strict.close();
  }
});
