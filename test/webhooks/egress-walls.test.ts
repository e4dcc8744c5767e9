import { test } from 'node:test';
import assert from 'node:assert/strict';
import { egressFor, assertFailed, request } from './egress-kit.ts';
import { goodHosts, hostileUrls, lies, lyingUrls } from './hostile.ts';
import { listen } from './listeners.ts';

function entry(address: string): { address: string; family: number } {
  return { address, family: address.includes(':') ? 6 : 4 };
}

const neverAsked = (hostname: string): never => assert.fail(`${hostname} was looked up`);

test('a live gateway opens no connection for any hostile URL, whoever resolves it', async (t) => {
  const listeners = [
    await listen(t, (socket) => socket.end(), '127.0.0.1', 8443),
    await listen(t, (socket) => socket.end(), '::1', 8443),
  ];
  const egress = egressFor(t, {
    allowLoopback: false,
    resolve: async (host) => (lies[host] ?? ['127.0.0.1']).map(entry),
  });
  assert.ok(hostileUrls.length + lyingUrls.length >= 200);
  for (const url of [...hostileUrls, ...lyingUrls]) {
    const answer = await egress.post(url, request);
    assert.equal(answer.kind, 'blocked', `${url} was ${answer.kind}`);
  }
  assert.deepEqual(
    listeners.map((listener) => listener.connects()),
    [0, 0],
  );
});

test('hostile URLs are refused when they are saved already, and the reason names no address', (t) => {
  const egress = egressFor(t, { allowLoopback: false, resolve: neverAsked });
  for (const url of hostileUrls) {
    const check = egress.checkUrl(url);
    assert.equal(check.ok, false, url);
    assert.match(check.reason, /^[A-Z][\w ,:/.]+\.$/);
  }
});

test('the sandbox opens loopback hosts only, by name or address, and no other private place', (t) => {
  const egress = egressFor(t, { resolve: neverAsked });
  for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '[::1]', '2130706433']) {
    for (const url of [`http://${host}:9/x`, `https://${host}:9/x`, `http://${host}/`]) {
      assert.deepEqual(egress.checkUrl(url), { ok: true }, url);
    }
  }
  for (const url of hostileUrls) {
    const { ok } = egress.checkUrl(url);
    if (ok) assert.match(new URL(url).hostname, /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/);
  }
  const others = ['0.0.0.0', '10.0.0.1', 'a.localhost', '[::ffff:7f00:1]', 'example.com'];
  for (const host of others) assert.equal(egress.checkUrl(`http://${host}/`).ok, false, host);
});

test('good hosts on 443 and 8443 are not refused', async (t) => {
  assert.ok(goodHosts.length >= 50);
  const egress = egressFor(t, { allowLoopback: false, resolve: neverAsked });
  for (const host of goodHosts) {
    for (const port of ['', ':443', ':8443']) {
      assert.deepEqual(egress.checkUrl(`https://${host}${port}/hook?a=b#c`), { ok: true }, host);
    }
  }
});

test('a good name is looked up and its public address is not what stops it', async (t) => {
  const asked: string[] = [];
  const egress = egressFor(t, {
    allowLoopback: false,
    resolve: async (host) => {
      asked.push(host);
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    },
  });
  const names = goodHosts.filter((host) => !/^[\d.]+$|^\[/.test(host));
  for (const host of names) {
    assertFailed(await egress.post(`https://${host}/hook`, request), /not found/);
  }
  assert.equal(new Set(asked).size, new Set(names.map((n) => n.toLowerCase())).size);
});

test('a name with no address at all, or a resolver that fails oddly, is a failure', async (t) => {
  const odd = [async () => [], () => Promise.reject(new Error('odd'))];
  for (const resolve of odd) {
    const egress = egressFor(t, { allowLoopback: false, resolve });
    const answer = await egress.post('https://nothing.example/', request);
    assert.equal(answer.kind, 'failed');
  }
});

test('a name that turns private after the check is refused at its next connection', async (t) => {
  const target = await listen(t, (socket) => socket.end(), '127.0.0.1', 8443);
  let lookups = 0;
  const egress = egressFor(t, {
    allowLoopback: false,
    connectTimeoutMs: 200,
    // A real public address must not be dialled by a test, so the first answer is none.
    resolve: async () => (lookups++ === 0 ? [] : [entry('127.0.0.1')]),
  });
  assert.equal(egress.checkUrl('https://rebind.example:8443/').ok, true);
  assert.equal((await egress.post('https://rebind.example:8443/', request)).kind, 'failed');
  assert.equal((await egress.post('https://rebind.example:8443/', request)).kind, 'blocked');
  assert.equal(lookups, 2);
  assert.equal(target.connects(), 0);
});

test('an address that reads differently the second time is caught by looking at the peer', async (t) => {
  const target = await listen(t, () => undefined, '127.0.0.1', 8443);
  let reads = 0;
  const twoFaced = {
    family: 4,
    get address() {
      return reads++ === 0 ? '93.184.215.14' : '127.0.0.1';
    },
  };
  const egress = egressFor(t, { allowLoopback: false, resolve: async () => [twoFaced] });
  const answer = await egress.post('https://two-faced.example:8443/', request);
  assert.equal(answer.kind, 'blocked');
  assert.equal(target.connects(), 1);
  assert.doesNotMatch(target.received(), /POST|two-faced/);
});
