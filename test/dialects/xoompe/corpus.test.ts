/** Whatever is sent as money or as JSON: what the contract names is accepted, the rest is a clear 400. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, johnDoe, openGateway, openMerchant, tokenOf, type Gateway } from './gateway.ts';

let gateway: Gateway;
let token: string;

before(async () => {
  gateway = await openGateway();
  token = await tokenOf(gateway, await openMerchant(gateway, { fundMinor: 10n ** 15n }));
});
after(() => gateway.close());

/** The JSON text sent, and the amount that the answer must print. */
const acceptedAmounts: readonly (readonly [sent: string, printed: string])[] = [
  ['5000', '5000'],
  ['5000.0', '5000'],
  ['5000.00', '5000'],
  ['5000.5', '5000.5'],
  ['5000.50', '5000.5'],
  ['5000.05', '5000.05'],
  ['5000.01', '5000.01'],
  ['12345.67', '12345.67'],
  ['70000.1', '70000.1'],
  ['70000.29', '70000.29'],
  ['99999.99', '99999.99'],
  ['100000', '100000'],
  ['1234567.89', '1234567.89'],
  ['8765432.10', '8765432.1'],
  ['9999999.99', '9999999.99'],
  ['10000000', '10000000'],
  ['10000000.0', '10000000'],
  ['10000000.00', '10000000'],
  ['"5000"', '5000'],
  ['"5000.5"', '5000.5'],
  ['"5000.00"', '5000'],
  ['"9007199.25"', '9007199.25'],
  ['"10000000.00"', '10000000'],
];

const numbers = ['4999.99', '4999', '10000000.01', '10000001', '99999999999999', '0', '0.0', '1']
  .concat(['5', '500', '0.01', '123456789012345678901234567890', '9007199254740993', '4999.9'])
  .concat(['-0', '-0.0', '-1', '-5000', '-5000.00', '-10000000', '100.005', '5000.001'])
  .concat(['5000.000', '5000.0000', '6000.999', '5000.00000000000000000001', '10000000.000'])
  .concat(['1e3', '1e4', '5e3', '5E3', '5e+3', '5.0e3', '50000e-1', '1E400', '-1e400', '1e-400']);

const texts = ['', ' ', '0', '1', '4999.99', '10000000.01', '-5000', '+5000', ' 5000', '5000 ']
  .concat(['5 000', '5,000', '5,000.00', '5.000,00', '5_000', '05000', '005000', '5000.', '.5'])
  .concat(['5000.001', '5000.000', '5e3', '1e4', 'NaN', 'Infinity', '-Infinity', '0x10', '0x1388'])
  .concat(['0b1', '0o1', '5000n', '5000px', '₹5000', '$5000', 'INR 5000', 'five thousand', 'null'])
  .concat([
    'true',
    'undefined',
    '[]',
    '{}',
    '５０００',
    '٥٠٠٠',
    '५०००',
    '5000\\u200b',
    '5000\\u00a0',
  ])
  .concat([
    '5000;',
    "5000'",
    '5000/*',
    '5000--',
    '1/2',
    '5000.0.0',
    '--5000',
    '5000-',
    '5000e',
    '00',
  ])
  .concat(['9'.repeat(400), `5000.${'0'.repeat(400)}`, '\\ufeff5000', '5000\\u0301', '%35000'])
  .map((text) => `"${text}"`);

const others = [
  'null',
  'true',
  'false',
  '[]',
  '[5000]',
  '["5000"]',
  '[[5000]]',
  '{}',
  '{"amount":5000}',
].concat(['{"minor":500000}', '[5000,5000]', '{"valueOf":5000}', '{"toString":"5000"}']);

/** Any one character beside the digits spoils an amount. */
const spoiled = Array.from('!#$%&()*+,-/:;<=>?@[]^_`{|}~dEfinNxX').flatMap((mark) => [
  `"5000${mark}"`,
  `"${mark}5000"`,
]);

const refusedAmounts = [...new Set([...numbers, ...texts, ...others, ...spoiled])];

function withAmount(amount: string, reference: string): string {
  const { beneficiaryName, beneficiaryAccountNumber, ifsc } = johnDoe;
  const fields = JSON.stringify({
    beneficiaryName,
    beneficiaryAccountNumber,
    ifsc,
    clientTransactionRefNo: reference,
  }).slice(0, -1);
  return `${fields},"amount":${amount}}`;
}

test('of all that may be written for an amount, exactly the plain ones in range are accepted', async () => {
  for (const [index, [sent, printed]] of acceptedAmounts.entries()) {
    const body = withAmount(sent, `A-${index}`);
    const reply = await call(gateway, '/Payout/CreateTransaction', { token, body });
    assert.equal(reply.status, 201, `${sent}: ${reply.text}`);
    assert.ok(reply.text.includes(`,"amount":${printed},"status"`), `${sent}: ${reply.text}`);
  }
  for (const [index, sent] of refusedAmounts.entries()) {
    const body = withAmount(sent, `R-${index}`);
    const reply = await call(gateway, '/Payout/CreateTransaction', { token, body });
    assert.equal(reply.status, 400, `${sent}: ${reply.text}`);
    const { errors } = reply.body as { errors: { amount: string[] } };
    assert.deepEqual(Object.keys(errors), ['amount'], sent);
    assert.equal(errors.amount[0], 'Amount must be between 5000 and 10000000', sent);
  }
  const { rows } = await gateway.pool.query<{ made: number }>(
    `select count(*)::int as made from payouts where reference like 'A-%' or reference like 'R-%'`,
  );
  assert.equal(rows[0]?.made, acceptedAmounts.length, 'a refused amount leaves nothing behind');
});

const good = withAmount('5000', 'J-1');
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const inside = (extra: string) => `{${extra},${good.slice(1)}`;

const refusedBodies: readonly (string | Buffer)[] = [
  ...[
    '',
    ' ',
    '{',
    '}',
    '[',
    ']',
    '"',
    'null',
    'true',
    '5000',
    '"text"',
    '[]',
    '[{}]',
    'undefined',
  ],
  ...['{}{}', `${good}x`, `${good},`, `x${good}`, `[${good}]`, `\ufeff${good}`, good.slice(0, -1)],
  ...[good.replace('{', '{,'), good.replace('}', ',}'), good.replaceAll('"', "'")],
  ...[
    good.replace(':5000', ':05000'),
    good.replace(':5000', ':+5000'),
    good.replace(':5000', ':.5'),
  ],
  ...[
    good.replace(':5000', ':5000.'),
    good.replace(':5000', ':0x1388'),
    good.replace(':5000', ':NaN'),
  ],
  ...[good.replace(':5000', ':Infinity'), good.replace(':5000', ':-'), good.replace(':5000', ':')],
  ...[
    good.replace(':5000', ':5000n'),
    good.replace(':5000', ':1e'),
    good.replace(':5000', ':TRUE'),
  ],
  ...['/* hi */', '// hi\n', '#!', '<xml/>', 'amount=5000', '--boundary'].map(
    (text) => text + good,
  ),
  ...[
    '"amount":1',
    '"ifsc":"X"',
    '"a":1,"a":1',
    '"__proto__":{}',
    '"__proto__":{"amount":5000}',
  ].map(inside),
  ...['"constructor":{}', '"prototype":1', '"\\u005f_proto__":1', '"\\u0061mount":1'].map(inside),
  ...['"a":"\\u0000"', '"a":"\\u001f"', '"a":"\\n"', '"a":"\\t"', '"a":"\t"', '"a":"\u0001"'].map(
    inside,
  ),
  ...['"a":"\\ud800"', '"a":"\\udc00"', '"a":"\\udc00\\ud800"', '"a":"\\x41"', '"a":"\\u12"'].map(
    inside,
  ),
  ...[nested(21), nested(100), nested(5_000)].flatMap((deep) => [deep, inside(`"a":${deep}`)]),
  ...[Buffer.from([0xff]), Buffer.from([0xc0, 0x80]), Buffer.from([0xed, 0xa0, 0x80])],
  ...[Buffer.from(good, 'utf16le'), Buffer.from(inside('"a":"\u00e9"'), 'latin1')],
  inside(Array.from({ length: 1_001 }, (_, nth) => `"k${nth}":1`).join(',')),
];

test('a body that two readers could read differently is refused by both, without effect', async () => {
  for (const path of [
    '/Payout/CreateTransaction',
    '/Payout/CreateBulkTransactions',
    '/token',
    '/refresh',
  ]) {
    for (const body of refusedBodies) {
      const reply = await call(gateway, path, { token, method: 'POST', body });
      const shown = `${path} ${String(body).slice(0, 80)}: ${reply.text}`;
      assert.equal(reply.status, 400, shown);
      const answer = reply.body as Record<string, unknown>;
      assert.equal(answer.statusCode, 400, shown);
      assert.equal(answer.status, false, shown);
      assert.equal(typeof answer.message, 'string', shown);
    }
  }
  const { rows } = await gateway.pool.query<{ made: number }>(
    `select count(*)::int as made from payouts where reference = 'J-1'`,
  );
  assert.equal(rows[0]?.made, 0);
});

test('the corpus is as large as it claims', () => {
  const size = acceptedAmounts.length + refusedAmounts.length + refusedBodies.length;
  assert.ok(size >= 250, `${size} values`);
});

test('escapes, spaces and the depth that the contract allows are no fault', async () => {
  const escaped = withAmount('5000', 'J-2').replace('"John Doe"', '"\\u004aohn Doe"');
  for (const body of [
    inside(`"a":${nested(19)},"b":"\\u00e9\\ud83d\\ude00"`),
    `\r\n\t ${escaped} \n`,
  ]) {
    const reply = await call(gateway, '/Payout/CreateTransaction', { token, body });
    assert.equal(reply.status, 201, reply.text);
  }
});
