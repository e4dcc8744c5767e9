/**
 * A card goes through the program as its users start it: charged, declined, challenged, unanswered, refused, and cut off
 * by the end of the process. Afterwards it is nowhere: not in the database and its write-ahead log, not in what was
 * printed, answered or reported, not in a file, and not in what the process remembers; what its engine has let go of is
 * overwritten by the requests that follow.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { constants, inflateRawSync } from 'node:zlib';
import { readRuntimeFile } from '../../src/kit/runtime-file.ts';
import { accountOf, openSeedWorld, type SeedWorld } from '../dialects/xprizo/seed-world.ts';
import {
  heapSnapshotFlags,
  searchForCanaries,
  walPosition,
  type Finding,
  type Haystack,
} from '../kit/canaries.ts';
import { leaveTraces, reportTraces, setFee } from './report-traces.ts';

// Put together only here, so that no text of a program holds it whole.
const number = ['5500', '6700', '0000', '1002'].join('');
const code = ['7', '3', '9'].join('');
/** A code is too short to be looked for alone; it is as it stands in the body and in what the acquirer is told. */
const planted = ['a', 'word', 'that', 'is', 'kept'].join('-');
const canaries = [number, `"cvv":"${code}"`, `"securityCode":"${code}"`];

const reportTypes = ['transactions', 'ledger', 'fees', 'settlements'] as const;
const formats = ['csv', 'xlsx', 'json'] as const;

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function deposit(
  world: SeedWorld,
  reference: string,
  amount: unknown,
  { card = {}, description = planted }: { card?: object; description?: string } = {},
) {
  const { baseUrl, merchant } = world;
  const name = 'Canary Bird';
  const response = await fetch(`${baseUrl}/Transaction/CardDeposit`, {
    method: 'POST',
    headers: { 'x-api-key': merchant.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ description, reference, amount, accountId: accountOf(merchant, 'USD') },
      customerData: {
        ...{ name, email: 'canary@birds.example', mobile: '+254700000999', gender: 'X' },
        ...{ birthDate: '1990-02-28', IpAddress: '192.0.2.7' },
        address: {
          ...{ address: '1', street: 'High Street', city: 'Nairobi' },
          ...{ zipPostalCode: '00100', countryCode: 'KE' },
        },
      },
      creditCard: { name, number, expiryMonth: 12, expiryYear: 2039, cvv: code, ...card },
      ...{ routingCode: 'MAN1', redirect: 'https://shop.example/back' },
    }),
  });
  return { status: response.status, text: await response.text() } satisfies Answer;
}

async function rule({ dataDir }: SeedWorld, behaviour: string): Promise<void> {
  const { url, controlKey } = readRuntimeFile(dataDir)?.cards ?? assert.fail();
  const { status } = await fetch(`${url}/control/rules`, {
    method: 'POST',
    headers: { authorization: `Bearer ${controlKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ behaviour, times: 1 }),
  });
  assert.equal(status, 201);
}

async function opened(t: TestContext, more: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'card-canaries-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const flags = heapSnapshotFlags(folder);
  const world = await openSeedWorld(t, flags, { HUNDI_LOG_LEVEL: 'debug', ...more });
  const walSince = await walPosition(world.databaseUrl);
  return { world, folder, walSince };
}

/** All of what a workbook is made of, unpacked; of anything else its bytes. */
function unpacked(file: string): string {
  const bytes = readFileSync(file);
  const parts: Buffer[] = [];
  for (let at = bytes.indexOf('PK\x03\x04'); at >= 0; at = bytes.indexOf('PK\x03\x04', at + 4)) {
    const data = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    parts.push(inflateRawSync(bytes.subarray(data), { finishFlush: constants.Z_SYNC_FLUSH }));
  }
  return (parts.length === 0 ? bytes : Buffer.concat(parts)).toString('latin1');
}

/** Every report there is, in every format. */
async function reportsOf({ cli, merchant }: SeedWorld, folder: string): Promise<string[]> {
  const today = new Date().toISOString().slice(0, 10);
  const texts: string[] = [];
  for (const type of reportTypes)
    for (const format of formats) {
      const out = path.join(folder, `${type}.${format}`);
      const words = ['--from', today, '--to', today, '--type', type, '--format', format];
      const ran = await cli('report', String(merchant.profileId), ...words, '--out', out);
      assert.equal(ran.code, 0, ran.stderr);
      texts.push(unpacked(out));
    }
  return texts;
}

test('after every outcome nothing of a card is kept, while a word that is kept is found in every place', async (t) => {
  const { world, folder, walSince } = await opened(t, { HUNDI_BRAND: planted });
  const { gateway, databaseUrl, dataDir } = world;
  await setFee(world);
  const answers: Answer[] = [];
  for (const [reference, amount] of [
    [planted, 1],
    ['DECLINED', 3],
    ['CHALLENGE', 5],
  ] as const)
    answers.push(await deposit(world, reference, amount));
  await rule(world, 'timeout-after');
  answers.push(await deposit(world, 'SILENT', 1));
  answers.push(
    await deposit(world, 'BAD', 'x'),
    await deposit(world, 'CVV', 1, { card: { cvv: 1 } }),
  );
  const said = answers.map(({ text }) => text);
  for (const [at, word] of ['Active', 'Rejected', 'Redirect', '', '400', '400'].entries())
    assert.ok(said[at]?.includes(word) === true, said[at] ?? '');
  await leaveTraces(world);
  const reports = await reportsOf(world, folder);
  const places: Haystack = {
    ...{ databaseUrl, walSince, dataDir, logs: [gateway.output(), ...said, ...reports] },
    heapOf: { pid: gateway.pid, snapshotDir: folder },
  };
  const { fee, transfer } = reportTraces;
  const found = await searchForCanaries([...canaries, planted, fee, transfer], places);
  assert.deepEqual(
    found.filter(({ canary }) => canary < canaries.length),
    [],
  );
  const placesOf = (text: string) => {
    const at = canaries.length + [planted, fee, transfer].indexOf(text);
    return new Set(found.filter(({ canary }) => canary === at).map(({ where }) => placeOf(where)));
  };
  const wanted = ['answer', 'database', 'file of the acquirer', 'heap', 'printed', 'WAL'];
  const inReports = [...reportPlaces('transactions'), ...reportPlaces('ledger')];
  assert.deepEqual([...placesOf(planted)].sort(), [...wanted, ...inReports].sort());
  for (const place of reportPlaces('fees')) assert.ok(placesOf(fee).has(place), place);
  for (const place of reportPlaces('settlements')) assert.ok(placesOf(transfer).has(place), place);
  assert.deepEqual(await leftInMemory(world), []);
});

/** More than is read from a connection in one piece. */
const longBytes = 100_000;

/**
 * What the engine has let go of is overwritten by the requests that follow: the buffer that all connections are read
 * into only by one that is longer, because the head of a request and its body may or may not come in one piece.
 */
async function leftInMemory(world: SeedWorld) {
  const memoryOf = world.gateway.pid;
  const more = (description: string) =>
    deposit(world, 'MORE', 'x', { description, card: { number: '4242424242424242', cvv: '123' } });
  let left: Finding[] = [];
  for (let rounds = 0; rounds < 6 && (rounds === 0 || left.length > 0); rounds += 1) {
    for (let hundreds = 0; hundreds < 2; hundreds += 1)
      await Promise.all(Array.from({ length: 100 }, () => more(planted)));
    for (const letter of 'abc') await more(letter.repeat(longBytes));
    left = await searchForCanaries(canaries, { memoryOf });
  }
  return left;
}

/** Of a type in every format, in the order of `reportsOf`. */
function reportPlaces(type: (typeof reportTypes)[number]): string[] {
  const first = reportTypes.indexOf(type) * formats.length;
  return formats.map((_, at) => `report ${String(first + at)}`);
}

/** `logs` are what was printed, six answers, and then the reports. */
function placeOf(where: string): string {
  const log = /^log (\d+)$/.exec(where)?.[1];
  if (log !== undefined) {
    const at = Number(log);
    return at === 0 ? 'printed' : at <= 6 ? 'answer' : `report ${String(at - 7)}`;
  }
  if (/^(table|statements)/.test(where)) return 'database';
  if (/\/[0-9A-F]{24}$/.test(where)) return 'WAL';
  return where.includes('/cards/') ? 'file of the acquirer' : where;
}

test('a process that is killed while it holds a card leaves nothing of it behind', async (t) => {
  const { world, walSince } = await opened(t, { HUNDI_FAILPOINTS: 'card.before_call:1' });
  const { gateway, databaseUrl, dataDir } = world;
  await assert.rejects(deposit(world, 'CUT', 1));
  assert.equal(await gateway.exited, null, 'it was killed');
  const places = { databaseUrl, walSince, dataDir, logs: [gateway.output()] };
  assert.deepEqual(await searchForCanaries(canaries, places), []);
  for (const folder of [dataDir, process.cwd()])
    assert.deepEqual(
      readdirSync(folder).filter((name) => /^core(\.|$)/.test(name)),
      [],
    );
});
