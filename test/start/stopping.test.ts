import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { neitherCardsNorPhones, newDataFolder, startGateway } from '../kit/gateway-process.ts';

const body = JSON.stringify({ clientId: 'hc_1', clientSecret: 'hs_1' });

/** Its body is still to come. */
async function beginRequest(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(
    'POST /XoomPeAPI/token HTTP/1.1\r\nhost: here\r\nconnection: close\r\n' +
      `content-type: application/json\r\ncontent-length: ${String(body.length)}\r\n\r\n`,
  );
  return socket;
}

test('Ctrl-C under npm, which passes the signal on once more, ends cleanly with a request under way', async (t) => {
  const folder = await newDataFolder();
  const gateway = await startGateway({
    ...neitherCardsNorPhones,
    HUNDI_DATA_DIR: folder.path,
  });
  t.after(async () => {
    gateway.signal('SIGKILL');
    await gateway.exited;
    await folder.remove();
  });
  const owner = path.join(folder.path, 'owner.pid');
  assert.ok(existsSync(owner));
  const socket = await beginRequest(gateway.address);
  let answer = '';
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString();
  });
  socket.on('error', () => undefined);
  await sleep(50);

  gateway.signal('SIGINT');
  await sleep(50);
  gateway.signal('SIGINT');
  await sleep(50);
  socket.write(body);

  assert.equal(await gateway.exited, 0);
  assert.match(answer, /^HTTP\/1\.1 4\d\d /);
  assert.equal(existsSync(owner), false);
});
