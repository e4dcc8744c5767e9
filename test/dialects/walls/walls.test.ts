/** The walls between merchants, made from the routes of the three contracts: every route, every place of an id. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { accessLevels, grantWallet, reaches } from '../../../src/merchants/wallet-access.ts';
import { readerOf, wrongCallersOf } from './callers.ts';
import { openOwner } from './owners.ts';
import { newIn, pictureOf, type Row } from './picture.ts';
import { fill, placesOf, type Needs, type Place, type RouteCase } from './requests.ts';
import { casesOf, contracts, uncovered } from './tables.ts';
import {
  ask,
  credentialsOf,
  nobodysAt,
  openWallsWorld,
  secretName,
  type Answer,
  type WallsWorld,
} from './walls-world.ts';

const every = contracts.flatMap((contract) =>
  casesOf[contract].map((asked) => ({ contract, asked })),
);

for (const contract of contracts)
  test(`every route of ${contract} is asked here, with everything that its description says it reads`, () => {
    assert.deepEqual(uncovered(contract), []);
  });

suite('the walls between merchants', () => {
  let world: WallsWorld;
  before(async () => {
    world = await openWallsWorld();
  });
  after(() => world.close());

  const nameOf = ({ route, query }: RouteCase, place = '') =>
    `${route} ${Object.keys(query ?? {}).join(' ')} ${place}`;
  /** `asBefore`: with what there is already, for a call that uses nothing up. */
  const mineFilled = (asked: RouteCase, asBefore = false) =>
    fill(asked, (place) => {
      const id = asBefore ? world.mine.ids[place.kind] : undefined;
      return id === undefined ? world.mineAt(place) : Promise.resolve(id);
    });
  const picture = (of: 'mine' | 'theirs') =>
    pictureOf(world.gateway.app.pool, world[of].merchantId);
  const tells = ({ text }: Answer) =>
    text.includes(secretName) || text.includes(world.theirs.xoompe.clientSecret);

  test('with what is its own a merchant is let in at every route, and is told nothing of another', async () => {
    const faults: string[] = [];
    for (const { asked } of every) {
      const answer = await ask(world.url, await mineFilled(asked), credentialsOf(world.mine));
      if (![200, 201, 303].includes(answer.status) || tells(answer))
        faults.push(`${nameOf(asked)}: ${String(answer.status)} ${answer.text}`);
    }
    assert.deepEqual(faults, []);
  });

  test('an id of another merchant, at any place, is answered like one that nobody has, and nothing comes of it', async () => {
    const faults: string[] = [];
    for (const { asked } of every)
      for (const [name, place] of placesOf(asked)) {
        if (place.needs === 'bearer' || place.needs === 'public') continue;
        const id = await world.theirsAt(place);
        const [ours, before] = [await picture('mine'), await picture('theirs')];
        const theirs = await answerTo(asked, name, id);
        const isRefused = theirs.answer.status >= 400;
        if (isRefused) sameAs(faults, nameOf(asked, name), ours, await picture('mine'));
        const nobodys = await answerTo(asked, name, nobodysAt(place, world));
        sameAs(faults, nameOf(asked, name), before, await picture('theirs'));
        if (theirs.shown !== nobodys.shown || tells(theirs.answer))
          faults.push(`${nameOf(asked, name)}:\n${theirs.shown}\n${nobodys.shown}`);
        // What the other has spent, everybody else may spend too.
        if (asked.isChange === true && isRefused === (place.kind === 'new reference'))
          faults.push(`${nameOf(asked, name)}: ${theirs.shown}`);
      }
    assert.deepEqual(faults, []);
  });

  test('whoever may not call is refused at every route alike, whatever is asked, and nothing comes of it', async () => {
    const faults: string[] = [];
    const wrong = await wrongCallersOf(world);
    for (const contract of contracts) {
      const behindTheGate = casesOf[contract].filter(({ isOpen }) => isOpen !== true);
      for (const { who, by, status } of wrong[contract]) {
        const told = new Set<string>();
        const before = [await picture('mine'), await picture('theirs')].flat();
        for (const asked of behindTheGate) {
          const answer = await ask(world.url, await mineFilled(asked, true), by);
          told.add(answer.text);
          if (answer.status !== status || tells(answer))
            faults.push(`${nameOf(asked)} by ${who}: ${String(answer.status)} ${answer.text}`);
        }
        if (told.size > 1) faults.push(`${contract}, ${who}: ${[...told].join(' or ')}`);
        sameAs(faults, `${contract}, ${who}`, before, [
          ...(await picture('mine')),
          ...(await picture('theirs')),
        ]);
      }
    }
    assert.deepEqual(faults, []);
  });

  test('a read-only user may ask everything and change nothing', async () => {
    const faults: string[] = [];
    const reader = await readerOf(world);
    for (const contract of ['xoompe', 'xprizo'] as const)
      for (const asked of casesOf[contract].filter(({ isOpen }) => isOpen !== true)) {
        const filled = await mineFilled(asked);
        const before = await picture('mine');
        const by = contract === 'xoompe' ? reader : { bearer: reader.profileToken };
        const { status, text } = await ask(world.url, filled, by);
        if (status !== (asked.isChange === true ? 403 : 200))
          faults.push(`${nameOf(asked)}: ${String(status)} ${text}`);
        sameAs(faults, nameOf(asked), before, await picture('mine'));
      }
    assert.deepEqual(faults, []);
  });

  test('who was let in to a wallet may do with it what was granted, and for more is it as for a stranger', async () => {
    const faults: string[] = [];
    const { pool } = world.gateway.app;
    const { mine, friend } = world;
    const helper = await openOwner(world.gateway, 'Helper', 3, friend);
    const change = { actor: 'test', nowMs: Date.now() };
    for (const level of accessLevels) {
      for (const { id: walletNo } of mine.xprizo.accounts)
        await grantWallet(pool, { ...mine, walletNo }, helper.merchantId, level, change);
      for (const asked of casesOf.xprizo) {
        const granted = [...placesOf(asked).values()].filter(({ needs }) => isLevel(needs));
        const isEnough = granted.every(({ needs }) => isLevel(needs) && reaches(level, needs));
        const [place] = granted;
        if (place === undefined || namesItsOwner.has(asked.route)) continue;
        const filled = await mineFilled(asked);
        const before = await picture('mine');
        const { status, text } = await ask(world.url, filled, credentialsOf(helper));
        const isRefused = status === 403 || (place.kind === 'approval key' && status === 400);
        if (isEnough ? status !== 200 : !isRefused)
          faults.push(`${nameOf(asked)} with ${level}: ${String(status)} ${text}`);
        if (isRefused) sameAs(faults, nameOf(asked), before, await picture('mine'));
      }
    }
    assert.deepEqual(faults, []);
  });

  async function answerTo(asked: RouteCase, at: string, id: string | number) {
    const filled = await fill(asked, (place, name) =>
      name === at ? Promise.resolve(id) : world.mineAt(place),
    );
    const answer = await ask(world.url, filled, credentialsOf(world.mine));
    return { answer, shown: shownOf(answer, id) };
  }
});

/** Answered with a list that is empty for who may not see. */
const namesItsOwner = new Set(['walletList', 'routingCodes']);

function isLevel(needs: Place['needs']): needs is Needs {
  return accessLevels.some((level) => level === needs);
}

function sameAs(
  faults: string[],
  name: string,
  before: readonly Row[],
  after: readonly Row[],
): void {
  const changed = [...newIn(after, before), ...newIn(before, after)];
  if (changed.length > 0) faults.push(`${name} left ${JSON.stringify(changed).slice(0, 500)}`);
}

/** Without what differs from one request to the next. */
function shownOf({ status, type, text }: Answer, id: string | number): string {
  const said = text
    .replaceAll(String(id), '#')
    .replace(/\b(?:NEW|SPENT)-\d+/g, '#')
    .replace(/https?:[^"]*/g, '#')
    .replace(/"(refreshToken|provider_reference|upi_intent)":"[^"]*"/g, '"$1":"#"')
    .replace(/\bDEP\w{12}\b/g, '#')
    .replace(/eyJ[\w.-]+/g, '#')
    .replace(/\d+/g, '#')
    .replace(/#(?:[-:.#+TZ ]*#)+Z?/g, '#');
  return `${String(status)} ${String(type)} ${said}`;
}
