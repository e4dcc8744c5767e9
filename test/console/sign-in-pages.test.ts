/** Signing in as a person does it: a browser, a passkey, an authenticator app, and a step that is asked for again. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { transaction, type Pool } from '../../src/db/connection.ts';
import { invite, inviteFirstOperator } from '../../src/people/invitations.ts';
import type { PersonId } from '../../src/people/person.ts';
import { readSessionToken } from '../../src/people/session-token.ts';
import { openSession, renewSession } from '../../src/people/sessions.ts';
import { desk, openBrowser, phone, withoutBrowser } from '../checkout/browser.ts';
import {
  askConsole,
  merchantSignedIn,
  operatorSignedIn,
  pageSignedIn,
  testPassword,
  type SignedIn,
} from '../support/console.ts';
import { faultsEverywhere } from '../support/pages.ts';
import { codeAt } from '../support/totp.ts';
import { openConsoleWorld, type ConsoleWorld } from './console-kit.ts';

suite('the pages of signing in', { skip: withoutBrowser }, () => {
  let world: ConsoleWorld;
  let browser: Browser;
  const endings: (() => Promise<void>)[] = [];
  before(async () => {
    world = await openConsoleWorld({ after: (end) => void endings.push(end) });
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    for (const end of endings) await end();
  });

  const newPage = async (options: BrowserContextOptions = desk) => {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(60_000);
    return context.newPage();
  };

  test('the first operator: link, password, passkey, recovery codes; then in again with the passkey, and a step that asks for it', async () => {
    const page = await newPage();
    await withPasskeys(page);
    const link = await transaction(world.pool, (tx) => inviteFirstOperator(tx, Date.now()));
    await page.goto(`${world.address}/console/welcome#${link?.token ?? ''}`);
    await page.getByLabel('E-mail').fill('asha@owner.test');
    await page.getByLabel('Your name').fill('Asha');
    await page.getByLabel('Password').fill(testPassword);
    assert.ok(!page.url().includes('#'), 'the secret is out of the address');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Add a passkey of this device' }).click();
    const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await codes.first().waitFor();
    assert.equal(await codes.count(), 10);
    await page.getByLabel('I have kept them in a safe place').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();

    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByLabel('E-mail').fill('asha@owner.test');
    await page.getByLabel('Password').fill(testPassword);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Continue with a passkey' }).click();
    await page.getByRole('link', { name: 'Operators' }).click();
    await page.getByRole('heading', { name: 'Operators' }).waitFor();

    await world.pool.query(
      `update person_sessions set proven_at = proven_at - interval '6 minutes'`,
    );
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    await page.getByLabel('E-mail').fill('ravi@support.test');
    await page.getByLabel('Role').selectOption('support');
    await page.getByRole('button', { name: 'Make the link' }).click();
    await page.getByRole('heading', { name: 'Is it still you?' }).waitFor();
    await page.getByRole('button', { name: 'Continue with a passkey' }).click();
    await page.getByRole('heading', { name: 'Hand over this link' }).waitFor();
    const url = await page.locator('.dialog code').textContent();
    assert.match(url ?? '', /\/console\/welcome#\S{60,}/);
    await page.context().close();
  });

  test('somebody of a team: an app instead of a passkey, and wrong words are told where they stand', async () => {
    const merchantId = await world.newMerchant();
    const nowMs = Date.now();
    const link = await transaction(world.pool, (tx) =>
      invite(tx, { merchantId, email: 'mala@team.test', role: 'admin', actor: 'test', nowMs }),
    );
    const page = await newPage(phone);
    await page.goto(`${world.address}/dashboard/welcome#${link.token}`);
    await page.getByRole('heading', { name: 'You are invited' }).waitFor();
    await page.getByLabel('Your name').fill('Mala');
    await page.getByLabel('Password').fill(testPassword);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Use an authenticator app' }).click();
    const secret = (await page.locator('form code').textContent()) ?? '';
    await page.getByLabel('Code of the app').fill('000000');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('The code or passkey is wrong').waitFor();
    await page.getByLabel('Code of the app').fill(codeAt(secret, Date.now()));
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('I have kept them in a safe place').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    await page.goto(`${world.address}/dashboard/welcome#${link.token}`);
    await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
    await page.context().close();
  });

  test('the audit is verified by a button, and a line that was changed is named', async () => {
    const { pool, address, url } = world;
    const page = await pageSignedIn(browser, address, await operatorSignedIn(pool, 'owner'), desk);
    await page.goto(`${address}/console/audit`);
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText(/All \d+ events of \d+ streams are whole/).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    const merchantId = await world.newMerchant('Changed Behind Our Back');
    const superuser = new Client({ connectionString: url });
    await superuser.connect();
    const forge = `update audit_events set actor = 'nobody' where merchant_id = $1 and event_no = 1`;
    await superuser.query(forge, [merchantId]);
    await superuser.end();
    await page.reload();
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('Changed Behind Our Back: no. 1 changed').waitFor();
    await page.context().close();
  });

  test('what the policy of a page forbids does not run, and the browser tells us of it', async () => {
    const { pool, address, logged } = world;
    const page = await pageSignedIn(browser, address, await operatorSignedIn(pool, 'owner'), desk);
    await page.goto(`${address}/console/audit`);
    await page.getByRole('heading', { name: 'Audit' }).waitFor();
    const ran = await page.evaluate<boolean>(
      `{ const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        window.ran === true }`,
    );
    assert.equal(ran, false);
    const told = () => logged.filter((line) => line.includes('what its policy forbids'));
    while (told().length === 0) await sleep(50);
    assert.match(told()[0] ?? '', /"directive":"script-src-elem","blocked":"inline"/);
    await page.context().close();

    const report = (body: string) =>
      fetch(`${address}/dashboard/policy-report`, {
        ...{ method: 'POST', body },
        headers: { 'content-type': 'application/csp-report' },
      }).then(({ status }) => status);
    assert.equal(await report('no JSON'), 400);
    const blocked = 'https://elsewhere.test/a.js?secret=1';
    const said = { 'csp-report': { 'effective-directive': 'script-src', 'blocked-uri': blocked } };
    const many = Array.from({ length: 30 }, () => report(JSON.stringify(said)));
    assert.deepEqual(new Set(await Promise.all(many)), new Set([204]));
    assert.ok(told().length <= 20, 'a flood of reports is no flood of the log');
    assert.ok(told().every((line) => !line.includes('secret')));
  });

  test('the own password and passkeys are changed only by who is still there, and other sessions end with the password', async () => {
    const { pool, address } = world;
    const who = await operatorSignedIn(pool, 'finance');
    const page = await pageSignedIn(browser, address, who, desk);
    await withPasskeys(page);
    const proveAgain = async () => {
      await page.getByRole('heading', { name: 'Is it still you?' }).waitFor();
      await page.getByRole('button', { name: 'Continue with a passkey' }).click();
    };
    const grow = () =>
      pool.query(
        `update person_sessions set proven_at = proven_at - interval '6 minutes' where person_id = $1`,
        [who.personId],
      );
    await page.goto(`${address}/console/security`);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Add a passkey of this device' }).click();
    await page.getByLabel('I have kept them in a safe place').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    const factors = page.getByRole('list', { name: 'Second factors' }).getByRole('listitem');
    await factors.nth(1).waitFor();

    const elsewhere = await anotherSession(pool, who);
    const ask = (given: SignedIn) => askConsole(address, given, '/session');
    assert.equal((await ask(elsewhere)).status, 200);
    await grow();
    const changed = 'another correct battery horse';
    await page.getByLabel('New password').fill(changed);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await proveAgain();
    await page.getByText('Your other sessions have ended').waitFor();
    assert.equal((await ask(elsewhere)).status, 401);
    const signIn = async (password: string) => {
      const body = { email: who.email, password };
      const asked = { method: 'POST', body };
      return (await askConsole(address, { site: '/console' }, '/sign-in', asked)).status;
    };
    assert.deepEqual([await signIn(testPassword), await signIn(changed)], [401, 200]);

    await grow();
    await page.getByRole('button', { name: 'Remove Chrome on Linux' }).click();
    await proveAgain();
    await factors.nth(1).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Remove Authenticator app' }).click();
    await page.getByText('This is your last second factor').waitFor();

    const owner = await pageSignedIn(browser, address, await operatorSignedIn(pool), desk);
    await owner.goto(`${address}/console/people`);
    await owner.getByRole('button', { name: 'Change finance of the test' }).click();
    await owner.getByRole('button', { name: 'End all of them' }).click();
    await owner.getByText('No session is open.').waitFor();
    await page.goto(`${address}/console/people`);
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    await owner.context().close();
    await page.context().close();
  });

  test('whoever was away for too long is told so, signs in again and is back on the same page', async () => {
    const { pool, address } = world;
    const who = await merchantSignedIn(pool, await world.newMerchant(), 'payer');
    const page = await pageSignedIn(browser, address, who, desk);
    await page.goto(`${address}/dashboard/home`);
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    await pool.query(`update person_sessions set ended_at = now(), ended_because = 'ended'
      where session_id = '${who.sessionId}'`);
    await page.getByRole('link', { name: 'Payments', exact: true }).click();
    const told = page.getByRole('dialog', { name: 'Your session has ended' });
    await told.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('E-mail').fill(who.email);
    await page.getByLabel('Password').fill(testPassword);
    await pool.query('update people set totp_secret = null where person_id = $1', [who.personId]);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${address}/dashboard/payments`);
    await page.getByRole('heading', { name: 'Payments', exact: true }).waitFor();
    await page.context().close();
  });

  test('every page of this passes axe and fits, in light and dark, on a telephone and on a desk', async () => {
    const { pool, address } = world;
    const owner = await operatorSignedIn(pool, 'owner');
    await operatorSignedIn(pool, 'support');
    const admin = await merchantSignedIn(pool, await world.newMerchant('Zed & Sons'), 'admin');
    const merchantId = admin.merchantId;
    for (const home of [owner.merchantId, merchantId])
      await transaction(pool, (tx) =>
        invite(tx, {
          ...{ merchantId: home, email: `${'long.'.repeat(12)}name@people.test`, role: 'admin' },
          ...{ actor: 'test', nowMs: Date.now() },
        }),
      );
    const faults: string[] = [];
    for (const [who, path, ready] of [
      [owner, '/console/people', 'Operators'],
      [owner, `/console/merchants/${merchantId}?part=team`, 'Links that are out'],
      [owner, '/console/audit', 'Audit'],
      [owner, '/console/security', 'Sign-in and security'],
      [admin, '/dashboard/team', 'Team'],
      [undefined, '/console/sign-in', 'Sign in'],
    ] as const) {
      const page =
        who === undefined ? await newPage(desk) : await pageSignedIn(browser, address, who, desk);
      await page.goto(address + path);
      await page.getByRole('heading', { name: ready, exact: true }).waitFor();
      await page.waitForLoadState('networkidle');
      faults.push(...(await faultsEverywhere(page, path)));
      await page.context().close();
    }
    assert.deepEqual(faults, []);
  });
});

/** Of the same person, in another browser. */
async function anotherSession(pool: Pool, who: SignedIn): Promise<SignedIn> {
  const nowMs = Date.now();
  const begun = readSessionToken(
    await openSession(pool, {
      ...{ merchantId: who.merchantId, personId: who.personId as PersonId },
      ...{ address: '203.0.113.9', browser: 'test', nowMs },
    }),
  );
  assert.ok(begun);
  const token = await renewSession(pool, begun, { factor: true, nowMs });
  return { ...who, sessionId: begun.sessionId, token, cookie: `hundi_operator=${token}` };
}

/** An authenticator in the browser itself, whose person always agrees. */
async function withPasskeys(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
}
