/** What no request should say: fields of ours, names twice, prototypes. Nothing comes of them, at any route that writes. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { newIn, pictureOf, type Row } from './picture.ts';
import { fill, type Filled, type RouteCase } from './requests.ts';
import { casesOf, contracts, type Contract } from './tables.ts';
import { ask, credentialsOf, openWallsWorld, type Answer, type WallsWorld } from './walls-world.ts';

const mark = 'INTRUDER';
const writing = contracts.flatMap((contract) =>
  casesOf[contract]
    .filter(({ isChange, method }) => isChange === true || method !== 'GET')
    .map((asked) => ({ contract, asked })),
);

suite('what no request should say', () => {
  let world: WallsWorld;
  before(async () => {
    world = await openWallsWorld();
  });
  after(() => world.close());

  const filled = (asked: RouteCase) => fill(asked, (place) => world.mineAt(place));
  const sent = (asked: Filled & { text?: string; more?: string }) =>
    ask(world.url, asked, credentialsOf(world.mine));
  const pictures = async () => {
    const { pool } = world.gateway.app;
    const [mine, theirs] = [world.mine, world.theirs].map(({ merchantId }) => merchantId);
    return { mine: await pictureOf(pool, mine ?? ''), theirs: await pictureOf(pool, theirs ?? '') };
  };

  /** What the call answers, and what is there after it that was not before. */
  const effectOf = async (asked: Filled & { text?: string; more?: string }) => {
    const before = await pictures();
    const answer = await sent(asked);
    const after = await pictures();
    return {
      answer,
      rows: newIn(after.mine, before.mine),
      ofOthers: newIn(after.theirs, before.theirs),
    };
  };

  test('fields of ours in a body, however deep, and in a query change nothing of what is made', async () => {
    const faults: string[] = [];
    for (const { contract, asked } of writing) {
      // The first call of a kind leaves what is made once: customers, endpoints.
      await sent(await filled(asked));
      const plain = await effectOf(await filled(asked));
      const extras = extrasOf(world);
      const good = await filled(asked);
      const body = good.body && (withExtras(good.body, extras, contract) as Filled['body']);
      const more = contract === 'xpayout' ? '' : queryOf(good.query, extras);
      const spoilt = await effectOf({ ...good, body, more });
      const [usual, now] = [sketchOf(plain.rows), sketchOf(spoilt.rows)];
      const name = `${asked.route} ${JSON.stringify(asked.query ?? {})}`;
      if (plain.answer.status !== spoilt.answer.status || usual !== now)
        faults.push(`${name}: ${said(plain.answer)} ${said(spoilt.answer)}\n${usual}\n${now}`);
      if (spoilt.ofOthers.length > 0) faults.push(`${name} reached another merchant`);
      const isKept = JSON.stringify(spoilt.rows).includes(mark);
      if (isKept || spoilt.answer.text.includes(mark)) faults.push(`${name} kept or told a mark`);
    }
    assert.deepEqual(faults, []);
  });

  test('a key that comes twice, and one that reaches a prototype, is a 400 and does nothing', async () => {
    const faults: string[] = [];
    for (const { contract, asked } of writing.filter(({ asked: { body } }) => body !== undefined)) {
      const good = await filled(asked);
      const text = JSON.stringify(good.body);
      const [first = ''] = Object.keys(good.body ?? {});
      const twice = [
        `{"${first}":null,${text.slice(1)}`,
        `${text.slice(0, -1)},"${first}":"${mark}"}`,
        `{"\\u00${first.charCodeAt(0).toString(16)}${first.slice(1)}":1,${text.slice(1)}`,
        ...(contract === 'xprizo' ? [`{"${first.toUpperCase()}":1,${text.slice(1)}`] : []),
        ...['__proto__', 'constructor', 'prototype', '\\u005f_proto__'].map(
          (name) => `{"${name}":{"status":"Success","fee":0},${text.slice(1)}`,
        ),
      ];
      for (const spoilt of twice) {
        const { answer, rows } = await effectOf({ ...good, text: spoilt });
        if (answer.status !== 400 || rows.length > 0)
          faults.push(`${asked.route} ${spoilt.slice(0, 60)}: ${said(answer)}`);
      }
    }
    assert.deepEqual(faults, []);
  });

  test('a parameter of a query that comes twice, whoever wrote it how, is a 400 and does nothing', async () => {
    const faults: string[] = [];
    for (const { contract, asked } of contracts.flatMap((each) =>
      casesOf[each].map((one) => ({ contract: each, asked: one })),
    )) {
      for (const name of Object.keys(asked.query ?? {})) {
        const good = await filled(asked);
        const first = `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
        const names = [name, first, ...(contract === 'xprizo' ? [name.toUpperCase()] : [])];
        for (const again of names) {
          const { answer, rows } = await effectOf({ ...good, more: `&${again}=${mark}` });
          const isRefused = answer.status === 400 || isPage(asked, answer);
          if (!isRefused || rows.length > 0)
            faults.push(`${asked.route} &${again}: ${said(answer)} ${JSON.stringify(rows)}`);
        }
      }
    }
    assert.deepEqual(faults, []);
  });
});

/** A page tells a person in its own way that it is none. */
function isPage({ path }: RouteCase, { status }: Answer): boolean {
  return path.startsWith('/api/card/') && status === 404;
}

function extrasOf({ theirs }: WallsWorld): Readonly<Record<string, unknown>> {
  return {
    ...{ merchant_id: theirs.merchantId, merchantId: theirs.merchantId, createdBy: mark },
    ...{ merchantNo: theirs.merchantNo, profileId: theirs.merchantNo, owner: mark },
    ...{ environment: 'live', role: 'owner', isAdmin: true, contract: mark, hmacMode: 'off' },
    ...{ fee: 0, feeMinor: 0, fee_minor: 0, gst_minor: 0, amountMinor: 1, amount_minor: 1 },
    ...{ balance: 1e9, available_balance: 1e9, reserve_no: 1, reserveNo: 1, held_minor: 0 },
    ...{ payoutId: theirs.merchantId, payinId: theirs.merchantId, transferId: theirs.merchantId },
    ...{ transactionNumber: mark, gateway_order_id: mark, utr: mark, approvalKey: mark },
    ...{
      version: 9,
      level: 'full',
      at: '2020-01-01T00:00:00Z',
      created_at: '2020-01-01T00:00:00Z',
    },
    ...{ id: theirs.merchantId, state: 'done', status: 'Success', statusCode: 2, walletNo: 1 },
  };
}

/** Into every object of a body; what a merchant hands over to be given back, and what is a field there, stays as it is. */
function withExtras(value: unknown, extras: object, contract: Contract): unknown {
  if (Array.isArray(value)) return value.map((each) => withExtras(each, extras, contract));
  if (typeof value !== 'object' || value === null) return value;
  const below = Object.entries(value).map(([name, each]) => [
    name,
    contract === 'xpayout' && name === 'meta'
      ? (each as unknown)
      : withExtras(each, extras, contract),
  ]);
  return { ...extras, ...Object.fromEntries(below) } as unknown;
}

/** Names that the route itself reads are left to the other tests. */
function queryOf(own: Filled['query'], extras: object): string {
  const known = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const others = Object.entries(extras).filter(([name]) => !known.has(name.toLowerCase()));
  const text = new URLSearchParams(others.map(([name, value]) => [name, String(value)]));
  return `${Object.keys(own).length > 0 ? '&' : ''}${text.toString()}`;
}

function said({ status, text }: Answer): string {
  return `${String(status)} ${text.slice(0, 300)}`;
}

/** Words and sums that decide; ids, times and counts differ from one call to the next. */
const telling =
  /^(?:status|state|kind|role|level|contract|environment|currency|active|fact|topic|method|rail|.*_reason)$|(?:fee|gst|amount|debit|credit|net|tax|received)\w*_minor$/;

function sketchOf(rows: readonly Row[]): string {
  const sketches = rows.map(({ table, text }) => {
    const row = JSON.parse(text) as Record<string, unknown>;
    const told = Object.entries(row).filter(([name]) => telling.test(name));
    return `${table} ${JSON.stringify(told)}`;
  });
  return sketches.sort().join('\n');
}
