import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { groupTests } from './test-groups.ts';

const plain = `test('holds', () => {});\n`;

function written(names: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'groups-'));
  return Object.entries(names).map(([name, text]) => {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
    return path;
  });
}

const namesOf = (files: readonly string[]) => files.map((file) => file.split('/').at(-1));

test('neighbours share a process, but not with another folder, nor with whoever sets up outside a suite', () => {
  const files = written({
    'money/a.test.ts': plain,
    'money/b.test.ts': plain,
    'money/c.test.ts': `beforeEach(() => {});\n${plain}`,
    'money/d.test.ts': plain,
    'money/e.test.ts': `suite('of its own', () => {\n  before(() => {});\n});\n`,
    'other/f.test.ts': plain,
  });
  const groups = groupTests(files, join(tmpdir(), 'shared'), () => false);
  assert.deepEqual(
    groups.map((group) => namesOf(group.files)),
    [['a.test.ts', 'b.test.ts'], ['c.test.ts'], ['d.test.ts', 'e.test.ts'], ['f.test.ts']],
  );
  assert.equal(groups[1]?.path, files[2]);
  assert.deepEqual(
    readFileSync(groups[0]?.path ?? '', 'utf8')
      .trim()
      .split('\n'),
    files.slice(0, 2).map((file) => `import ${JSON.stringify(pathToFileURL(file).href)};`),
  );
});

test('no process has more than six files, and who wants one alone has it', () => {
  const names = Array.from({ length: 9 }, (_, nth) => `${String(nth)}.test.ts`);
  const files = written(Object.fromEntries(names.map((name) => [name, plain])));
  const groups = groupTests(files, join(tmpdir(), 'many'), (file) => file.endsWith('/7.test.ts'));
  assert.deepEqual(
    groups.map((group) => group.files.length),
    [6, 1, 1, 1],
  );
});
