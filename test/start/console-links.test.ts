import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { cliWith, documentOf } from '../cli/cli-kit.ts';
import { createTestDatabase } from '../kit/database.ts';
import {
  neitherCardsNorPhones,
  newDataFolder,
  startGateway,
  type Started,
} from '../kit/gateway-process.ts';
import { testPassword } from '../support/console.ts';

test('the first start prints a link for the first operator and one for the demo team; once used they are gone for good', async (t) => {
  const folder = await newDataFolder();
  const database = await createTestDatabase();
  t.after(() => folder.remove());
  const places = { DATABASE_URL: database.url, HUNDI_DATA_DIR: folder.path };
  const env = { ...places, ...neitherCardsNorPhones };
  const first = await startGateway(env);
  const links = await linksOf(first);
  assert.deepEqual(Object.keys(links).sort(), ['console', 'dashboard']);
  for (const [site, token] of Object.entries(links)) {
    const look = await post(first, site, '/welcome/look', { token });
    assert.equal(look.status, 200, site);
    const facts = { token, name: 'Asha', email: 'asha@hundi.test', password: testPassword };
    assert.equal((await post(first, site, '/welcome', facts)).status, 204, site);
    assert.equal((await post(first, site, '/welcome', facts)).status, 410, site);
  }
  first.signal('SIGTERM');
  await first.exited;

  const second = await startGateway(env);
  t.after(async () => {
    second.signal('SIGTERM');
    await second.exited;
    await database.drop();
  });
  assert.match(second.output(), /is serving on/);
  assert.doesNotMatch(second.output(), /welcome#/);
  const signedIn = await post(second, 'console', '/sign-in', {
    ...{ email: 'asha@hundi.test', password: testPassword },
  });
  assert.equal(signedIn.status, 200);

  // The command line is not told where the server listens, only on which folder it runs.
  const words = ['operator', 'invite', '--email', 'ravi@hundi.test', '--role', 'viewer', '--json'];
  const { link } = documentOf(await cliWith(places)(...words));
  const origin = second.address.replace('127.0.0.1', 'localhost');
  assert.equal(String(link).split('#')[0], `${origin}/console/welcome`);
});

test('a first start that ends before it has shown the demo merchant’s credentials leaves that to the next one', async (t) => {
  const folder = await newDataFolder();
  const database = await createTestDatabase();
  const owner = new Client({ connectionString: database.url });
  await owner.connect();
  t.after(async () => {
    await owner.end();
    await database.drop();
    await folder.remove();
  });
  const places = { DATABASE_URL: database.url, HUNDI_DATA_DIR: folder.path };
  const env = { ...places, ...neitherCardsNorPhones };
  await owner.query('revoke insert on invitations from hundi_app');
  const first = await startGateway(env);
  assert.equal(await first.exited, 1);
  assert.doesNotMatch(first.output(), /clientSecret/);
  await owner.query('grant insert on invitations to hundi_app');
  for (const shown of [true, false]) {
    const next = await startGateway(env);
    for (let tries = 0; shown && tries < 100 && !/clientSecret/.test(next.output()); tries++)
      await sleep(100);
    next.signal('SIGTERM');
    await next.exited;
    assert.equal(/clientSecret {2}\S/.test(next.output()), shown);
  }
});

/** They are shown some time after the address. */
async function linksOf(gateway: Started): Promise<Record<string, string>> {
  const found = () =>
    Object.fromEntries(
      [
        ...gateway.output().matchAll(/http:\/\/localhost:\d+\/(console|dashboard)\/welcome#(\S+)/g),
      ].map(([, site, token]) => [site ?? '', token ?? '']),
    );
  for (let tries = 0; tries < 240 && Object.keys(found()).length < 2; tries++) await sleep(500);
  return found();
}

function post(gateway: Started, site: string, path: string, body: object): Promise<Response> {
  return fetch(`${gateway.address}/${site}/api${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hundi-console': '1' },
    body: JSON.stringify(body),
  });
}
