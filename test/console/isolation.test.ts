/** The walls of the console, made from its tables of routes: every route, every place of an id, every wrong caller. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { teamRoutes } from '../../src/console/merchant/routes.ts';
import { operatorRoutes } from '../../src/console/operator/routes.ts';
import type { ConsoleRoute } from '../../src/console/route.ts';
import { tables } from '../../src/db/tables.ts';
import type { MerchantId } from '../../src/kit/ids.ts';
import {
  operatorPermissions,
  operatorRoles as rolesOfOperators,
  teamPermissions,
  teamRoles,
} from '../../src/people/roles.ts';
import { openSession, renewSession } from '../../src/people/sessions.ts';
import { readSessionToken } from '../../src/people/session-token.ts';
import {
  askConsole,
  merchantSignedIn,
  operatorSignedIn,
  type Asked,
  type SignedIn,
} from '../support/console.ts';
import { openConsoleWorld, type ConsoleWorld } from './console-kit.ts';
import { idMakers, idsOf, type Owner } from './id-makers.ts';

/** The tables are read, and nothing of them is run: every dependency is this one, which is anything. */
const anything: never = new Proxy(() => undefined, { get: (): unknown => anything }) as never;

const sites = [
  { site: '/console', audience: 'operator', routes: operatorRoutes(anything) },
  { site: '/dashboard', audience: 'merchant', routes: teamRoutes(anything) },
] as const;
type Site = (typeof sites)[number];

const everyRoute: readonly { readonly at: Site; readonly route: ConsoleRoute }[] = sites.flatMap(
  (at) => at.routes.map((route) => ({ at, route })),
);
const open = new Set<string>(['anyone', 'begun', 'enrolling', 'signed-in']);

const placesOf = (route: ConsoleRoute) =>
  [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
const nameOf = ({ at, route }: (typeof everyRoute)[number]) =>
  `${route.method} ${at.site}${route.path}`;

suite('the walls of the console', () => {
  let world: ConsoleWorld;
  let people: ReadonlyMap<string, SignedIn>;
  let stranger: Owner;
  let own: Owner;
  const endings: (() => Promise<void>)[] = [];

  before(async () => {
    world = await openConsoleWorld({ after: (end) => void endings.push(end) });
    const { pool } = world;
    const [mine, theirs] = [await world.newMerchant('Mine'), await world.newMerchant(secretName)];
    const found = new Map<string, SignedIn>();
    for (const role of rolesOfOperators)
      found.set(`operator ${role}`, await operatorSignedIn(pool, role));
    for (const role of teamRoles)
      found.set(`merchant ${role}`, await merchantSignedIn(pool, mine, role));
    people = found;
    const operator = await operatorSignedIn(pool, 'viewer');
    own = { pool, merchantId: mine, admin: person('merchant admin'), operator };
    stranger = {
      ...{ pool, merchantId: theirs, operator },
      admin: await merchantSignedIn(pool, theirs, 'admin'),
    };
  });
  after(async () => {
    for (const end of endings) await end();
  });

  const person = (name: string): SignedIn => {
    const found = people.get(name);
    assert.ok(found, name);
    return found;
  };

  /** A session of its own for each call, since some calls end the one they come in. */
  const fresh = async (who: SignedIn, stage: 'full' | 'factor' = 'full', agoMs = 0) => {
    const nowMs = Date.now() - agoMs;
    const begun = await openSession(world.pool, {
      ...{ merchantId: who.merchantId, personId: who.personId as never },
      ...{ address: '127.0.0.1', browser: 'test', nowMs },
    });
    const session = readSessionToken(begun);
    assert.ok(session);
    const token =
      stage === 'full' ? await renewSession(world.pool, session, { factor: true, nowMs }) : begun;
    return {
      site: who.site,
      sessionId: session.sessionId,
      token,
      cookie: cookieOf(who.site, token),
    };
  };

  const call = (
    { at, route }: (typeof everyRoute)[number],
    cookie: string | undefined,
    path = route.path.replaceAll(/:(\w+)/g, () => randomUUID()),
    asked: Asked = {},
  ) =>
    askConsole(world.address, { site: at.site, ...(cookie !== undefined && { cookie }) }, path, {
      method: route.method,
      ...(route.method !== 'GET' && route.method !== 'DELETE' && { body: {} }),
      ...asked,
    });

  test('every parameter of a path says what it names, and for every kind there is somebody who has one', () => {
    const faults = everyRoute.flatMap((entry) => [
      ...placesOf(entry.route)
        .filter((place) => entry.route.ids?.[place] === undefined)
        .map((place) => `${nameOf(entry)}: ${place} names nothing`),
      ...Object.values(entry.route.ids ?? {})
        .filter((kind) => idMakers[kind] === undefined)
        .map((kind) => `${nameOf(entry)}: nobody has a ${kind} (test/console/id-makers.ts)`),
    ]);
    assert.deepEqual(faults, []);
    const named = everyRoute.map(nameOf);
    assert.equal(new Set(named).size, named.length, 'no route is there twice');
  });

  test('whoever is not signed in, was, is only half, or is so at the other site gets nothing but 401', async () => {
    const faults: string[] = [];
    for (const entry of everyRoute) {
      const { permission } = entry.route;
      if (permission === 'anyone') continue;
      const here = person(entry.at.audience === 'operator' ? 'operator owner' : 'merchant admin');
      const there = person(entry.at.audience === 'operator' ? 'merchant admin' : 'operator owner');
      const ended = await fresh(here);
      await world.pool.query(
        `update person_sessions set ended_at = now(), ended_because = 'ended' where session_id = $1`,
        [ended.sessionId],
      );
      const foreign = await fresh(there);
      const wrong: Record<string, string | undefined> = {
        'no session': undefined,
        'an ended session': ended.cookie,
        'a session nobody has': cookieOf(entry.at.site, `${'a'.repeat(43)}.${'b'.repeat(43)}`),
        'the session of the other site': cookieOf(entry.at.site, foreign.token),
        'the cookie of the other site': foreign.cookie,
      };
      if (permission !== 'begun') wrong['half a sign-in'] = (await fresh(here, 'factor')).cookie;
      for (const [what, cookie] of Object.entries(wrong)) {
        const { status } = await call(entry, cookie);
        if (status !== 401) faults.push(`${nameOf(entry)} with ${what}: ${String(status)}`);
      }
    }
    assert.deepEqual(faults, []);
  });

  test('a change that does not come from a page of this site is refused, whoever asks', async () => {
    const faults: string[] = [];
    const origin = new URL(world.address).origin;
    const wrong: Record<string, Asked['headers']> = {
      'no header': { origin, 'sec-fetch-site': 'same-origin' },
      'a foreign origin': { 'x-hundi-console': '1', origin: 'https://elsewhere.test' },
      'no origin at all': { 'x-hundi-console': '1', origin: 'null' },
      'another site': { 'x-hundi-console': '1', origin, 'sec-fetch-site': 'cross-site' },
      'a site beside it': { 'x-hundi-console': '1', origin, 'sec-fetch-site': 'same-site' },
    };
    for (const entry of everyRoute.filter(({ route }) => route.method !== 'GET')) {
      const here = person(entry.at.audience === 'operator' ? 'operator owner' : 'merchant admin');
      const { cookie } = await fresh(here);
      for (const [what, headers] of Object.entries(wrong)) {
        const answer = await call(entry, cookie, undefined, { headers: headers ?? {} });
        if (answer.status !== 403 || codeOf(answer.body) !== 'access.forbidden')
          faults.push(`${nameOf(entry)} with ${what}: ${String(answer.status)}`);
      }
    }
    assert.deepEqual(faults, []);
  });

  test('each role may do exactly what the table of roles says, and no call of it is a fault of ours', async () => {
    const faults: string[] = [];
    for (const entry of everyRoute) {
      const { permission } = entry.route;
      const tableOfSite: Readonly<Record<string, readonly string[]>> =
        entry.at.audience === 'operator' ? operatorPermissions : teamPermissions;
      const roles: readonly string[] =
        entry.at.audience === 'operator' ? rolesOfOperators : teamRoles;
      for (const role of roles) {
        const may = open.has(permission) || tableOfSite[permission]?.includes(role) === true;
        const { cookie } = await fresh(person(`${entry.at.audience} ${role}`));
        const { status, body } = await call(entry, cookie);
        const isRefused = status === 403 && codeOf(body) === 'access.forbidden';
        if (may === isRefused || status === 401 || status >= 500)
          faults.push(`${nameOf(entry)} as ${role}: ${String(status)} ${JSON.stringify(body)}`);
      }
    }
    assert.deepEqual(faults, []);
  });

  test('what asks for a step-up is refused six minutes after the last one', async () => {
    const faults: string[] = [];
    for (const entry of everyRoute.filter(({ route }) => route.stepUp === true)) {
      const here = person(entry.at.audience === 'operator' ? 'operator owner' : 'merchant admin');
      const { cookie } = await fresh(here, 'full', 6 * 60_000);
      const answer = await call(entry, cookie);
      if (codeOf(answer.body) !== 'console.step_up_required') faults.push(nameOf(entry));
    }
    assert.deepEqual(faults, []);
  });

  test('no id of another merchant, at any place, leads anywhere: nothing of it is told, and nothing of it is changed', async () => {
    const faults: string[] = [];
    // Made before the picture is taken.
    const foreign = await idsOf(stranger);
    const before = await pictureOf(world, stranger.merchantId);
    for (const entry of everyRoute) {
      const { ids = {}, path } = entry.route;
      const isOfOperators = entry.at.audience === 'operator';
      // An operator may see every merchant, but what belongs to one is not found at another.
      const places = Object.entries(ids).filter(
        ([place, kind]) =>
          kind !== 'word' &&
          !(isOfOperators && (kind === 'merchant' || !path.includes(`:${place}`))),
      );
      for (const [place, kind] of places) {
        const filled = await filledPath(entry.route, place, foreign.get(kind) ?? '');
        const who = person(isOfOperators ? 'operator owner' : 'merchant admin');
        const { cookie } = await fresh(who);
        const body = path.includes(`:${place}`) ? {} : { [place]: foreign.get(kind) };
        const answer = await call(entry, cookie, filled, bodyOf(entry.route, body));
        const isTold = JSON.stringify(answer.body).includes(secretName);
        if (isTold || ![400, 404, 409, 422].includes(answer.status))
          faults.push(
            `${nameOf(entry)}, ${place}: ${String(answer.status)} ${JSON.stringify(answer.body)}`,
          );
      }
    }
    assert.deepEqual(faults, []);
    assert.deepEqual(await pictureOf(world, stranger.merchantId), before);
  });

  test('what can be nobody’s id leads nowhere, at any place, and is no fault of ours', async () => {
    const faults: string[] = [];
    const ours = await idsOf(own);
    for (const entry of everyRoute)
      for (const place of placesOf(entry.route))
        for (const strange of ['none', '\0', '__proto__', '9'.repeat(30)]) {
          const filled = entry.route.path.replaceAll(/:(\w+)/g, (_, each: string) =>
            encodeURIComponent(
              each === place ? strange : (ours.get(entry.route.ids?.[each] ?? 'word') ?? 'word'),
            ),
          );
          const isOfOperators = entry.at.audience === 'operator';
          const who = person(isOfOperators ? 'operator owner' : 'merchant admin');
          const { status } = await call(entry, (await fresh(who)).cookie, filled);
          if (![400, 404, 409, 422].includes(status))
            faults.push(
              `${nameOf(entry)}, ${place}, ${JSON.stringify(strange)}: ${String(status)}`,
            );
        }
    assert.deepEqual(faults, []);
  });

  async function filledPath(route: ConsoleRoute, place: string, foreign: string): Promise<string> {
    let path = route.path;
    for (const each of placesOf(route)) {
      const kind = route.ids?.[each];
      const value = each === place ? foreign : kind && (await idMakers[kind]?.(own));
      path = path.replace(`:${each}`, encodeURIComponent(value ?? ''));
    }
    return path;
  }
});

const secretName = 'Zamindar and Daughters';

/** Every row of the merchant in every table of merchants, as text. */
async function pictureOf({ pool }: ConsoleWorld, merchantId: MerchantId): Promise<string[]> {
  const sharded = Object.entries(tables)
    .filter(([, kind]) => kind === 'sharded')
    .map(([name]) => name);
  const pictures = [];
  for (const table of sharded) {
    const { rows } = await pool.query<{ text: string }>(
      `select '${table} ' || t::text as text from ${table} t where merchant_id = $1`,
      [merchantId],
    );
    pictures.push(...rows.map((row) => row.text));
  }
  return pictures.sort();
}

function bodyOf({ method }: ConsoleRoute, body: object): Asked {
  return method === 'GET' || method === 'DELETE' ? {} : { body };
}

function codeOf(body: unknown): string | undefined {
  return (body as { error?: { code?: string } }).error?.code;
}

function cookieOf(site: '/console' | '/dashboard', token: string): string {
  return `hundi_${site === '/console' ? 'operator' : 'merchant'}=${token}`;
}
