import assert from 'node:assert/strict';
import { test } from 'node:test';
import bs58check from 'bs58check';
import { DomainError } from '../../src/kit/errors.ts';
import { personOf } from '../../src/settlements/person.ts';
import { readAddress } from '../../src/settlements/read-address.ts';
import { readTransfer } from '../../src/settlements/read-transfer.ts';
import type { Network } from '../../src/settlements/settlement.ts';
import { tronAddress } from './settlement-world.ts';

// The examples of EIP-55, the contracts of USDT, and addresses made of digits in a row, which nobody owns.
const rows: [what: string, network: Network, text: string, refused: RegExp | undefined][] = [
  ['a TRC20 address', 'TRC20', 'T9yZXXENpbqxic72funvcNeR5jbny8LEsB', undefined],
  [
    'a TRC20 address with one changed character',
    'TRC20',
    'T9yZXXENpbqxic72funvcNeR5jbny8LEsC',
    /checksum/,
  ],
  ['a TRC20 address in lower case', 'TRC20', 't9yzxxenpbqxic72funvcner5jbny8lesb', /checksum/],
  ['a TRC20 address that lacks its end', 'TRC20', 'T9yZXXENpbqxic72funvcNeR5jbny8LEs', /checksum/],
  ['a Bitcoin address', 'TRC20', '11MXTrefsj1ZS3Q5e9D6DxHAwrUj6pb7e', /checksum/],
  [
    'an ERC20 address where TRC20 is meant',
    'TRC20',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    /checksum/,
  ],
  ['the contract of USDT on Tron', 'TRC20', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', /contract/],
  ['the zero address of Tron', 'TRC20', 'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb', /zero address/],
  ['an ERC20 address', 'ERC20', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', undefined],
  ['another', 'ERC20', '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359', undefined],
  [
    'one whose checksum is all capitals',
    'ERC20',
    '0x52908400098527886E0F7030069857D2E4169EE7',
    undefined,
  ],
  [
    'one whose checksum is all small',
    'ERC20',
    '0xde709f2102306220921060314715629080e2fb77',
    undefined,
  ],
  ['one letter in the wrong case', 'ERC20', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD', /EIP-55/],
  [
    'all small, so without a checksum',
    'ERC20',
    '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed',
    /EIP-55/,
  ],
  ['all capitals, likewise', 'ERC20', '0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED', /EIP-55/],
  ['a capital X', 'ERC20', '0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', /40 hexadecimal/],
  ['one digit too few', 'ERC20', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe', /40 hexadecimal/],
  [
    'the contract of USDT on Ethereum',
    'ERC20',
    '0xdAC17F958D2ee523a2206206994597C13D831ec7',
    /contract/,
  ],
  ['the zero address', 'ERC20', '0x0000000000000000000000000000000000000000', /zero address/],
  ['a bank account', 'BANK', 'HDFC0000001/0012345678', undefined],
  ['a branch that does not exist', 'BANK', 'WXYZ0123456/0012345678', /does not exist/],
  ['an account without its branch', 'BANK', '0012345678', /IFSC\/number/],
  ['an account with letters', 'BANK', 'HDFC0000001/00123x5678', /IFSC\/number/],
];

for (const [what, network, text, refused] of rows)
  test(`${what} is ${refused === undefined ? 'taken as it is' : 'refused'}`, () => {
    const read = readAddress(network, text, (code) => code !== 'WXYZ0123456');
    if (refused === undefined) assert.deepEqual(read, { ok: true, text });
    else assert.match(read.ok ? 'taken' : read.reason, refused);
  });

test('the same account on any other network is refused, though its checksum is right', () => {
  const account = Buffer.alloc(20, 0x5a);
  for (let version = 0; version < 256; version += 1) {
    const text = bs58check.encode(Buffer.concat([Buffer.of(version), account]));
    assert.equal(readAddress('TRC20', text, () => true).ok, version === 0x41, text);
  }
});

test('of an address no single character can be changed', () => {
  const address = tronAddress();
  assert.ok(readAddress('TRC20', address, () => true).ok);
  for (let at = 0; at < address.length; at += 1)
    for (const other of '1zZ') {
      if (other === address[at]) continue;
      const changed = address.slice(0, at) + other + address.slice(at + 1);
      assert.ok(!readAddress('TRC20', changed, () => true).ok, changed);
    }
});

test('a transfer has one spelling, however it is written', () => {
  const digits = 'ab'.repeat(32);
  for (const text of [digits, ` 0x${digits} `, digits.toUpperCase(), `0X${digits.toUpperCase()}`])
    assert.equal(readTransfer('ERC20', text), digits);
  assert.equal(readTransfer('BANK', ' hdfcn52026010112 '), 'HDFCN52026010112');
  for (const [network, text] of [
    ['TRC20', digits.slice(1)],
    ['TRC20', 'g'.repeat(64)],
    ['ERC20', `0x${'0'.repeat(64)}`],
    ['BANK', '1234567'],
    ['BANK', 'ABC 12345'],
  ] as const)
    assert.throws(() => readTransfer(network, text), DomainError, text);
});

test('two spellings of one name are one person, and a name that only looks like it is none', () => {
  assert.equal(personOf(' Asha@Example.com '), personOf('asha@example.com'));
  for (const text of ['', ' ', 'а' + 'sha', 'ASHA\u0301', 'asha rao', '-asha', 'a'.repeat(65)])
    assert.throws(() => personOf(text), DomainError, text);
});
