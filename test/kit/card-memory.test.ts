/** What a program remembers after it has seen a card, by the heap of a program that has. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { readJson } from '../../src/kit/json.ts';
import { detached } from '../../src/kit/detached.ts';
import { heapSnapshotFlags, searchForCanaries } from './canaries.ts';

const kit = path.join(import.meta.dirname, '../../src/kit');
// Put together only here and there, so that no text of a program holds it whole.
const parts = ['5500', '6700', '0000', '1002'];

/** Runs `keeps` in a program of its own, which may put into `held`, and looks at what it can still reach. */
async function rememberedBy(t: TestContext, keeps: string) {
  const snapshotDir = mkdtempSync(path.join(tmpdir(), 'card-memory-'));
  const program = `
    import { readJson } from '${kit}/json.ts';
    import { detached } from '${kit}/detached.ts';
    import { CardDetails } from '${kit}/card.ts';
    const held = [];
    const parts = ${JSON.stringify(parts)};
    const body = () => Buffer.from(JSON.stringify({
      reference: 'a reference of some length', number: parts.join(''), redirect: 'https://shop.example/back',
    }));
    const read = (number) => CardDetails.read(
      { number, holder: 'ASHA RAO', expiryMonth: 1, expiryYear: 2040, securityCode: '739' },
      { at: new Date('2026-11-26T12:00:00Z') },
    );
    (() => { ${keeps} })();
    process.stdin.on('data', () => console.log(held.length));
    process.stdout.write('ready');`;
  const flags = [...heapSnapshotFlags(snapshotDir), '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, flags, { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => {
    child.kill('SIGKILL');
    rmSync(snapshotDir, { recursive: true, force: true });
  });
  await once(child.stdout, 'data');
  return searchForCanaries([parts.join('')], { heapOf: { pid: child.pid ?? 0, snapshotDir } });
}

test('a card that is still held is not in the heap, only its mask is', async (t) => {
  const keeps = `const { card } = read(readJson(body()).number); held.push(card, String(card));`;
  assert.deepEqual(await rememberedBy(t, keeps), []);
});

test('a number that is refused is forgotten', async (t) => {
  const keeps = `held.push(read(readJson(body()).number + '0'));`;
  assert.deepEqual(await rememberedBy(t, keeps), []);
});

test('a field that is kept from a body keeps the whole body, unless it was detached', async (t) => {
  const kept = await rememberedBy(t, 'held.push(readJson(body()).reference);');
  assert.equal(kept.length, 1);
  assert.deepEqual(await rememberedBy(t, 'held.push(detached(readJson(body())).reference);'), []);
});

test('what is detached is the same', () => {
  const text = '{"a":["one",2.50,null,true,{"β":"ü"}],"b":{"c":"' + 'long '.repeat(9) + '"}}';
  const value = readJson(Buffer.from(text));
  assert.deepEqual(detached(value), value);
});
