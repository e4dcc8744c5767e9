/** The card acquirer of the sandbox beside the gateway, as a user starts them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRuntimeFile } from '../../src/kit/runtime-file.ts';
import { newDataFolder, startGateway } from '../kit/gateway-process.ts';

const patienceMs = 120_000;

async function started(t: TestContext, env: Record<string, string>) {
  const folder = await newDataFolder();
  const gateway = await startGateway({ HUNDI_DATA_DIR: folder.path, ...env });
  t.after(async () => {
    gateway.signal('SIGTERM');
    await gateway.exited;
    await folder.remove();
  });
  assert.match(gateway.output(), /is serving on/);
  return { gateway, cards: readRuntimeFile(folder.path)?.cards };
}

async function proofOf({ url, controlKey }: { url: string; controlKey: string }) {
  const headers = { authorization: `Bearer ${controlKey}` };
  return (await fetch(`${url}/control/proof`, { headers })).json() as Promise<{ holds: boolean }>;
}

/** The acquirer that this gateway started. */
function acquirerUnder(gatewayPid: number): number | undefined {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = pids.find((pid) => {
    try {
      const parent = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1];
      const isOurs = parent === String(gatewayPid);
      return isOurs && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('sandbox-cards/');
    } catch {
      return false;
    }
  });
  return found === undefined ? undefined : Number(found);
}

test('the acquirer is started, and comes back to where it was when it dies', async (t) => {
  const { gateway, cards } = await started(t, {});
  assert.ok(cards !== undefined);
  assert.equal((await proofOf(cards)).holds, true);
  const first = acquirerUnder(gateway.pid) ?? assert.fail();
  process.kill(first, 'SIGKILL');
  const deadlineMs = performance.now() + patienceMs;
  const answers = () =>
    proofOf(cards).then(
      ({ holds }) => holds,
      () => false,
    );
  while (!(await answers())) {
    assert.ok(performance.now() < deadlineMs, 'it did not come back');
    await sleep(100);
  }
  assert.notEqual(acquirerUnder(gateway.pid), first);
});

test('where cards are off there is no acquirer', async (t) => {
  const { gateway, cards } = await started(t, { HUNDI_CARDS: 'off' });
  assert.equal(cards, undefined);
  assert.equal(acquirerUnder(gateway.pid), undefined);
});
