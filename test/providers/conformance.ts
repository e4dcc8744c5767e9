/**
 * What every connector promises, whatever its wire looks like: a clear answer only on documented evidence,
 * `unknown` for everything else, and never a second request. A connector's test hands in its wire.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import type { Outcome, PayoutOrder, PayoutProvider } from '../../src/providers/provider.ts';
import { startScriptedServer, type Script, type ScriptedServer } from './scripted-server.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Told {
  readonly what: string;
  readonly answer: Answer;
  readonly outcome: Outcome;
}

export interface Wire {
  readonly name: string;
  readonly order: PayoutOrder;
  open(url: string, timeoutMs: number): PayoutProvider;
  /** Every documented answer to a submission and to an enquiry about `order`, with what it means. */
  readonly submitted: readonly Told[];
  readonly enquired: readonly Told[];
  /** Answers that are nearly documented, and so mean nothing. */
  readonly unreadable: {
    readonly submitted: readonly Omit<Told, 'outcome'>[];
    readonly enquired: readonly Omit<Told, 'outcome'>[];
  };
  /** The largest answer that is read. */
  readonly maxReplyBytes: number;
}

const strangeStatuses = [201, 204, 301, 302, 303, 307, 308, 401, 402, 403, 405, 407, 408];
const troubleStatuses = [410, 418, 423, 425, 429, 451, 500, 501, 502, 503, 504, 507, 520];

type Ask = (provider: PayoutProvider) => Promise<Outcome>;

/** Registers the tests of one connector. */
export function conformance(wire: Wire): void {
  const asks: {
    what: string;
    ask: Ask;
    told: readonly Told[];
    unreadable: Wire['unreadable']['submitted'];
  }[] = [
    {
      what: 'submission',
      ask: (provider) => provider.submit(wire.order),
      told: wire.submitted,
      unreadable: wire.unreadable.submitted,
    },
    {
      what: 'enquiry',
      ask: (provider) => provider.enquire(wire.order.reference),
      told: wire.enquired,
      unreadable: wire.unreadable.enquired,
    },
  ];
  for (const { what, ask, told, unreadable } of asks) {
    test(`${wire.name}: every documented answer to ${an(what)} is read as documented`, async () => {
      await using server = await startScriptedServer();
      for (const { what: name, answer, outcome } of told) {
        server.follow(say(answer));
        assert.deepEqual(await askOnce(wire, server, ask), outcome, name);
      }
    });

    test(`${wire.name}: an answer to ${an(what)} that is nearly documented is unknown`, async () => {
      await using server = await startScriptedServer();
      for (const { what: name, answer } of unreadable) {
        server.follow(say(answer));
        assert.equal((await askOnce(wire, server, ask)).kind, 'unknown', name);
      }
    });

    test(`${wire.name}: a definite body under another status of HTTP leaves ${an(what)} unknown`, async () => {
      await using server = await startScriptedServer();
      const documented = new Set(told.map(({ answer }) => answer.status));
      for (const status of [...strangeStatuses, ...troubleStatuses]) {
        if (documented.has(status)) continue;
        for (const { what: name, answer } of told) {
          server.follow(say({ ...answer, status }));
          const outcome = await askOnce(wire, server, ask);
          assert.equal(outcome.kind, 'unknown', `${status}: ${name}`);
        }
      }
    });

    test(`${wire.name}: a body that is not one clean JSON object leaves ${an(what)} unknown`, async () => {
      await using server = await startScriptedServer();
      for (const { what: name, answer } of told) {
        for (const [fault, body] of spoiled(answer.body, wire.maxReplyBytes)) {
          server.follow(say({ ...answer, body }));
          const outcome = await askOnce(wire, server, ask);
          assert.equal(outcome.kind, 'unknown', `${name}: ${fault}`);
        }
      }
    });

    test(`${wire.name}: a line that breaks or stalls leaves ${an(what)} unknown, in time and without a repeat`, async () => {
      await using server = await startScriptedServer();
      for (const { answer } of told.slice(0, 1)) {
        for (const [fault, script] of brokenLines(answer)) {
          server.follow(script);
          const started = performance.now();
          assert.equal((await askOnce(wire, server, ask, 300)).kind, 'unknown', fault);
          assert.ok(performance.now() - started < 1_500, `${fault} took too long`);
        }
      }
    });

    test(`${wire.name}: a connection kept from the last ${what} that breaks under the next is no reason to repeat`, async () => {
      await using server = await startScriptedServer();
      const [first] = told;
      assert.ok(first);
      const provider = wire.open(server.url, 2_000);
      server.follow(say(first.answer));
      await ask(provider);
      server.follow((response) => response.destroy());
      assert.equal((await ask(provider)).kind, 'unknown');
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(server.seen.length, 2);
      await provider.close();
    });

    test(`${wire.name}: an informational answer before the real one changes nothing for ${an(what)}`, async () => {
      await using server = await startScriptedServer();
      const [first] = told;
      assert.ok(first);
      server.follow((response, seen) => {
        response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
        say(first.answer)(response, seen);
      });
      assert.deepEqual(await askOnce(wire, server, ask), first.outcome);
    });

    test(`${wire.name}: where no connection comes about, ${an(what)} is known not to have been sent`, async () => {
      const expected = what === 'submission' ? 'not_sent' : 'unknown';
      await using server = await startScriptedServer();
      const deadPort = await portOfNobody();
      const nowhere = [
        `http://127.0.0.1:${deadPort}`,
        'http://bank.invalid',
        // Plain HTTP where TLS is expected: the handshake fails before the request.
        server.url.replace('http:', 'https:'),
      ];
      for (const url of nowhere) {
        const provider = wire.open(url, 3_000);
        assert.equal((await ask(provider)).kind, expected, url);
        await provider.close();
        assert.equal((await ask(provider)).kind, expected, `closed: ${url}`);
      }
      assert.equal(server.seen.length, 0);
    });
  }
}

function say(answer: Answer): Script {
  return (response, seen) => {
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      // Whoever follows it would be seen a second time.
      ...(answer.status >= 300 && answer.status < 400 ? { location: seen.path } : {}),
    });
    response.end(answer.status === 204 ? undefined : answer.body);
  };
}

/** One fresh connector, one request on the wire and no more. */
async function askOnce(
  wire: Wire,
  server: ScriptedServer,
  ask: Ask,
  timeoutMs = 3_000,
): Promise<Outcome> {
  const before = server.seen.length;
  const provider = wire.open(server.url, timeoutMs);
  const outcome = await ask(provider);
  await provider.close();
  assert.equal(server.seen.length, before + 1, 'exactly one request');
  return outcome;
}

function spoiled(good: string, maxReplyBytes: number): [string, string][] {
  return [
    ['empty', ''],
    ['cut off', good.slice(0, -1)],
    ['twice', good + good],
    ['null', 'null'],
    ['in an array', `[${good}]`],
    ['as a string', JSON.stringify(good)],
    ['a page for people', '<html><body>Bad gateway</body></html>'],
    ['a key twice', `{"transfer":null,${good.slice(1)}`.replace('transfer', firstKey(good))],
    ['with a byte order mark', `\ufeff${good}`],
    ['too large', good + ' '.repeat(maxReplyBytes + 1 - good.length)],
    ['far too large', good + ' '.repeat(maxReplyBytes * 20)],
  ];
}

function firstKey(json: string): string {
  return Object.keys(JSON.parse(json) as object)[0] ?? '';
}

function brokenLines({ status, body }: Answer): [string, Script][] {
  const head = (length: number) =>
    `HTTP/1.1 ${status} OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
  return [
    ['cut before the answer', (response) => response.destroy()],
    ['cut in the body', (response) => response.socket?.end(head(body.length) + body.slice(0, -9))],
    ['a promise of more', (response) => response.socket?.end(head(body.length + 9) + body)],
    ['no answer at all', () => undefined],
    ['a head without a body', (response) => response.socket?.write(head(body.length))],
    ['not HTTP', (response) => response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n')],
    [
      'another protocol',
      (response) => response.socket?.end('HTTP/1.1 101 X\r\nupgrade: x\r\n\r\n'),
    ],
    [
      'endless headers',
      (response) => response.socket?.end(`HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(9_000)}\r\n`),
    ],
    [
      'one byte at a time',
      (response) => {
        const bytes = head(body.length) + body;
        let at = 0;
        const timer = setInterval(() => response.socket?.write(bytes.charAt(at++)), 20);
        response.socket?.on('close', () => clearInterval(timer));
      },
    ],
  ];
}

async function portOfNobody(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function an(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
