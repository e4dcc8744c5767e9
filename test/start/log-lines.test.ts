/** Whatever others wrote into it, an event is one line of the log, and steers no terminal that shows it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { facts } from '../../src/cli/output.ts';

/** Line breaks, beginnings of terminal sequences and what turns the direction of text, by every name they have. */
const steering = [
  ...['\n', '\r', '\u000b', '\u000c', '\u0085', '\u2028', '\u2029'],
  ...['\u001b[2J', '\u009b2J', '\u009d0;title\u0007', '\u0090', '\u007f', '\b\b'],
  ...['\u202e', '\u202a', '\u2066', '\u2069', '\u200e', '\u200f', '\u061c', '\ufeff', '\u0000'],
];
const hostile = steering.map((one) => `x${one}{"level":60,"msg":"forged"}`).join('');
const odd = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

test('an event of the log is one line, whatever a caller wrote, and says what it wrote', () => {
  const place = resolve(import.meta.dirname, '../../src/log.ts');
  const program = `
    import { openLog } from ${JSON.stringify(place)};
    const said = process.argv[1];
    openLog('info').warn({ blocked: said, err: new Error(said) }, said);`;
  const printed = execFileSync(
    process.execPath,
    ['--input-type=module', '-e', program, hostile.replaceAll('\u0000', '')],
    { encoding: 'utf8' },
  );
  assert.ok(printed.endsWith('\n'));
  const line = printed.slice(0, -1);
  assert.doesNotMatch(line, odd);
  const event = JSON.parse(line) as Record<string, unknown>;
  assert.equal(event['level'], 40);
  for (const name of ['blocked', 'msg'])
    assert.equal(event[name], hostile.replaceAll('\u0000', ''));
});

test('a cell of a command is one line, too, and in the direction of the others', () => {
  const text = facts({ remarks: hostile });
  assert.equal(text.split('\n').length, 2);
  assert.doesNotMatch(text.trimEnd(), odd);
});
