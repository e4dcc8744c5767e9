/** Whatever stands in a text that somebody else wrote: every page shows it as text, and nothing of it runs. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Client, escapeIdentifier } from 'pg';
import { desk, openBrowser, withoutBrowser } from '../checkout/browser.ts';
import { merchantSignedIn, operatorSignedIn, pageSignedIn } from '../support/console.ts';
import { openConsoleWorld } from './console-kit.ts';
import { fillTeam, otherTeamPaths, teamPlaces } from './team-world.ts';

/** One text that breaks out of an element, an attribute, a script, a style, an address and a template at once. */
const hostile =
  `javascript:/*--></title></style></textarea></script>"'\`><img src=x onerror=window.ran=1>` +
  `<svg/onload=window.ran=1><script>window.ran=1</script>{{constructor.constructor('window.ran=1')()}}//*/window.ran=1`;

/** Words of ours, which the program writes and reads: names of states, of kinds, of places. */
const ours =
  /status|kind|state|contract|currency|method|provider|direction|role|permission|environment|action|mode|rail|account$|secret|hash|print|algorithm|verdict|source|network|site|zone|^key|event_type|language|colour|subject|span/;

/** Puts it into every text column of the merchant that takes it. */
async function poison(url: string, merchantId: string): Promise<void> {
  const superuser = new Client({ connectionString: url });
  await superuser.connect();
  const { rows } = await superuser.query<{ table_name: string; column_name: string }>(
    `select c.table_name, c.column_name from information_schema.columns c
     where c.table_schema = 'public' and c.data_type = 'text' and exists (
       select from information_schema.columns m
       where m.table_name = c.table_name and m.column_name = 'merchant_id')`,
  );
  for (const { table_name: table, column_name: column } of rows) {
    if (ours.test(column)) continue;
    const name = escapeIdentifier(column);
    try {
      await superuser.query(
        `update ${escapeIdentifier(table)} set ${name} = $2 where merchant_id = $1 and ${name} is not null`,
        [merchantId, hostile],
      );
    } catch {
      // A constraint keeps it out.
    }
  }
  await superuser.end();
}

const whatRan = `[window.ran ?? null, document.querySelectorAll(
  'a[href^="javascript:" i], iframe, object, embed, svg[onload], img[src="x"]').length]`;

suite('texts of others', { skip: withoutBrowser }, () => {
  test('on every page of both sites they are shown, and nothing of them runs', async (t) => {
    const world = await openConsoleWorld(t);
    const browser = await openBrowser();
    t.after(() => browser.close());
    const { pool, address } = world;
    const merchantId = await world.newMerchant();
    const admin = await merchantSignedIn(pool, merchantId);
    const made = await fillTeam(world, merchantId, admin);
    const owner = await operatorSignedIn(pool, 'owner');
    await poison(world.url, merchantId);
    const visits = [
      ...[...teamPlaces(made).map(([path]) => path), ...otherTeamPaths(made)].map(
        (path) => [admin, `/dashboard${path}`] as const,
      ),
      ...[
        '/',
        '/payments',
        '/merchants',
        `/merchants/${merchantId}`,
        '/approvals',
        '/settlements',
        '/switches',
        '/audit',
      ].map((path) => [owner, `/console${path}`] as const),
    ];
    const windows = new Map([
      [admin, await pageSignedIn(browser, address, admin, desk)],
      [owner, await pageSignedIn(browser, address, owner, desk)],
    ]);
    let shown = 0;
    for (const [who, path] of visits) {
      const page = windows.get(who);
      assert.ok(page);
      await page.goto(address + path, { waitUntil: 'networkidle' });
      if ((await page.evaluate<string>('document.body.innerText')).includes('onerror=')) shown += 1;
      assert.deepEqual(await page.evaluate(whatRan), [null, 0], path);
    }
    assert.ok(shown >= 10, `only ${shown} pages show it`);
    assert.deepEqual(
      world.logged.filter((line) => line.includes('what its policy forbids')),
      [],
    );
  });
});
