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
import { cardsFolder, RunningAcquirer } from '../sandbox-cards/cards-process.ts';
import { heapSnapshotFlags, searchForCanaries } from './canaries.ts';

const kit = path.join(import.meta.dirname, '../../src/kit');
const providers = path.join(import.meta.dirname, '../../src/providers');
// Put together only here and there, so that no text of a program holds it whole.
const parts = ['5500', '6700', '0000', '1002'];

/** Runs `keeps` in a program of its own, which may put into `held`, and looks at what it can still reach. */
async function rememberedBy(t: TestContext, keeps: string) {
  const snapshotDir = mkdtempSync(path.join(tmpdir(), 'card-memory-'));
  const program = `
    import { readJson } from '${kit}/json.ts';
    import { detached } from '${kit}/detached.ts';
    import { CardDetails } from '${kit}/card.ts';
    import { createSandboxCards } from '${providers}/sandbox-cards/sandbox-cards.ts';
    const held = [];
    const parts = ${JSON.stringify(parts)};
    const body = () => Buffer.from(JSON.stringify({
      reference: 'a reference of some length', number: parts.join(''), redirect: 'https://shop.example/back',
    }));
    const read = (number) => CardDetails.read(
      { number, holder: 'ASHA RAO', expiryMonth: 1, expiryYear: 2040, securityCode: '739' },
      { at: new Date('2026-11-26T12:00:00Z') },
    );
    await (async () => { ${keeps} })();
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

test('after a card was told to the acquirer, approved, declined or unanswered, it is forgotten', async (t) => {
  const folder = cardsFolder();
  const acquirer = await RunningAcquirer.start(folder.dataDir);
  t.after(async () => {
    await acquirer.stop();
    folder.remove();
  });
  await acquirer.rule('timeout-after', { routeCode: 'SILENT' });
  const keeps = `
    const settings = { url: '${acquirer.url}', apiKey: 'api-key', callbackSecret: 'secret' };
    const tell = async (reference, amountMinor, routeCode, authoriseTimeoutMs) => {
      const provider = createSandboxCards({ ...settings, authoriseTimeoutMs, timeoutMs: 20_000 });
      const order = {
        reference, amountMinor, currency: 'USD', routeCode, description: 'Tea',
        customer: { name: 'Asha Rao', email: null, mobile: null, ipAddress: null },
        returnUrl: 'https://shop.example/back',
      };
      const { card } = read(detached(readJson(body())).number);
      held.push(provider, order, card, await provider.authorise(order, card));
      card.wipe();
    };
    await tell('M-1', 1_00n, 'MAN1', 20_000);
    await tell('M-2', 3_00n, 'MAN1', 20_000);
    await tell('M-3', 5_00n, 'MAN1', 20_000);
    await tell('M-4', 1_00n, 'SILENT', 2_000);
    const kinds = held.flatMap((each) => each.kind ?? []).join();
    if (kinds !== 'succeeded,rejected,challenge,unknown') throw new Error(kinds);`;
  assert.deepEqual(await rememberedBy(t, keeps), []);
});

test('what is detached is the same', () => {
  const text = '{"a":["one",2.50,null,true,{"β":"ü"}],"b":{"c":"' + 'long '.repeat(9) + '"}}';
  const value = readJson(Buffer.from(text));
  assert.deepEqual(detached(value), value);
});
