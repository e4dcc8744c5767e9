import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ifscExists } from '../../src/providers/ifsc.ts';

test('branches that are there are found, with digits and with letters', () => {
  for (const code of ['SBIN0001808', 'HDFC0000001', 'ICIC0000001', 'PUNB0244200', 'SBIN0RRARGB']) {
    assert.equal(ifscExists(code), true, code);
  }
});

test('codes of no bank, of no branch and in another spelling do not exist', () => {
  const others = ['ABCD0123456', 'SBIN0999999', 'SBIN1001808', 'sbin0001808', 'SBIN000180', ''];
  for (const code of [...others, 'SBIN00018088', ' SBIN0001808', 'SBIN0001808\n', 'SBIN0zzzzzz']) {
    assert.equal(ifscExists(code), false, code);
  }
});

test('every code that the list writes out is found, and the list is as long as it says', () => {
  const text = readFileSync(new URL('../../data/ifsc.txt', import.meta.url), 'latin1');
  const [head = '', ...lines] = text.trimEnd().split('\n');
  let branches = 0;
  for (const line of lines) {
    for (const item of line.slice(5).split(',')) {
      const [first = '', last = first] = item.split('-');
      for (const end of [first, last]) {
        assert.equal(ifscExists(`${line.slice(0, 4)}0${end.padStart(6, '0')}`), true, item);
      }
      branches += first === last ? 1 : Number(last) - Number(first) + 1;
    }
  }
  assert.match(head, new RegExp(`: ${lines.length} banks, ${branches} branches\\.$`));
});
