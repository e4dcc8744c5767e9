import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAllowed, sourceOf } from '../../src/identity/addresses.ts';
import { parseAddressRange } from '../../src/merchants/address-ranges.ts';

test('an empty list lets any address call, and only an empty one', () => {
  assert.equal(isAllowed('203.0.113.7', []), true);
  assert.equal(isAllowed('unreadable', []), true);
  assert.equal(isAllowed('203.0.113.7', ['unreadable']), false);
  assert.equal(isAllowed('unreadable', ['0.0.0.0/0', '::/0']), false);
});

test('an address is compared by what it means, not by how it is spelled', () => {
  const rows: [string, string, boolean][] = [
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.70', '203.0.113.7', false],
    ['::ffff:203.0.113.7', '203.0.113.7', true],
    ['203.0.113.7', '::ffff:203.0.113.7', true],
    ['::ffff:cb00:7107', '203.0.113.0/24', true],
    ['203.0.113.255', '203.0.113.0/24', true],
    ['203.0.114.0', '203.0.113.0/24', false],
    ['10.1.2.3', '10.200.0.1/8', true],
    ['11.1.2.3', '::ffff:10.0.0.0/104', false],
    ['10.1.2.3', '::ffff:10.0.0.0/104', true],
    ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1', true],
    ['2001:db8:0:ffff::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['2001:db8::1', '0.0.0.0/0', false],
    ['203.0.113.7', '::/0', false],
    ['203.0.113.7', '0.0.0.0/0', true],
    ['fe80::1%eth0', 'fe80::1', false],
  ];
  for (const [address, entry, expected] of rows)
    assert.equal(isAllowed(address, [entry]), expected, `${address} in ${entry}`);
});

test('an entry that two readers could understand differently is none', () => {
  for (const text of [
    '',
    '10',
    '0x0a.0.0.1',
    '010.0.0.1',
    '167772161',
    '10.0.0.1/33',
    '10.0.0.1/-1',
    '10.0.0.1/08',
    '10.0.0.1/8/8',
    '10.0.0.1/',
    '::1/129',
    '::ffff:10.0.0.1/95',
    'fe80::1%eth0',
    'localhost',
    '10.0.0.1 10.0.0.2',
  ])
    assert.equal(parseAddressRange(text), undefined, text);
  assert.equal(parseAddressRange(' 10.9.8.7/8 ')?.text, '10.0.0.0/8');
  assert.equal(parseAddressRange('::FFFF:10.0.0.1')?.text, '10.0.0.1');
  assert.equal(parseAddressRange('2001:DB8::1/33')?.text, '2001:db8::/33');
});

test('a limit per source counts an IPv6 caller by its /64', () => {
  assert.equal(sourceOf('2001:db8:1:2:aaaa::1'), sourceOf('2001:db8:1:2:bbbb::2'));
  assert.notEqual(sourceOf('2001:db8:1:2::1'), sourceOf('2001:db8:1:3::1'));
  assert.equal(sourceOf('::ffff:203.0.113.7'), '203.0.113.7');
});
