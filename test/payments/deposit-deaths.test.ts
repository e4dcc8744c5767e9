/**
 * The gateway dies right before and right after it tells a card to the acquirer or asks a telephone. In its next life
 * nothing is asked a second time, and the books say what truly became of it.
 */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { findDeploymentValue } from '../../src/db/deployment-values.ts';
import { setProfileWebhook } from '../../src/merchants/profiles.ts';
import type { WalletCurrency } from '../../src/merchants/wallets.ts';
import { cardDeposit, type Json } from '../dialects/xprizo/deposit-world.ts';
import { call, openProfile, walletNoOf, type TestProfile } from '../dialects/xprizo/gateway.ts';
import { newDataFolder, startGateway, type Started } from '../kit/gateway-process.ts';
import { freePort } from '../../torture/free-port.ts';
import { startInbox, type MerchantInbox } from '../kit/merchant-inbox.ts';
import { assertBooksAreRight, openGateway, type Gateway } from './gateway.ts';

interface Shop extends Gateway {
  readonly profile: TestProfile;
  readonly inbox: MerchantInbox;
  /** Always on the same port: M-Pesa was told where to call. */
  start(failpoints?: string): Promise<Started>;
}

async function openShop(t: TestContext): Promise<Shop> {
  const books = await openGateway(t);
  const folder = await newDataFolder();
  const inbox = await startInbox();
  const profile = await openProfile(books, { funds: { USD: 0n, KES: 0n } });
  const order = { merchantId: profile.merchantId, actor: 'test', nowMs: Date.now() };
  await setProfileWebhook(books.pool, order, 'approval', inbox.url);
  const env = { DATABASE_URL: books.url, HUNDI_DATA_DIR: folder.path };
  const place = { ...env, PORT: String(await freePort()) };
  const lives: Started[] = [];
  t.after(async () => {
    for (const life of lives) {
      life.signal('SIGKILL');
      await life.exited;
    }
    await inbox.stop();
    await folder.remove();
  });
  return {
    ...{ ...books, profile, inbox },
    start: async (failpoints) => {
      const life = await startGateway({
        ...place,
        ...(failpoints && { HUNDI_FAILPOINTS: failpoints }),
      });
      lives.push(life);
      return life;
    },
  };
}

/** The deposit is asked for, and the gateway dies of it. */
async function dieOf(shop: Shop, point: string, path: string, body: Json): Promise<void> {
  const dying = await shop.start(point);
  await assert.rejects(call({ url: dying.address }, shop.profile, path, { body }));
  assert.equal(await dying.exited, null, dying.output());
  assert.match(dying.output(), new RegExp(`failpoint ${point.replace('.', '\\.')}`));
}

const byCard = ({ profile }: Shop, reference: string) =>
  cardDeposit(walletNoOf(profile, 'USD'), reference);
const byPhone = ({ profile }: Shop, reference: string): Json => ({
  ...{ accountId: Number(walletNoOf(profile, 'KES')), mobileNumber: '+254700000001' },
  ...{ reference, amount: 500, description: 'Rent' },
});

/**
 * As if so many minutes had gone by since the death. What the life that ended had claimed lapses by itself; a test does
 * not wait for it.
 */
async function passMinutes({ pool }: Shop, minutes: number): Promise<void> {
  const by = `interval '${String(minutes)} minutes'`;
  await pool.query(
    `update payins set created_at = created_at - ${by}, expires_at = expires_at - ${by}`,
  );
  await pool.query(`update outbox set due_at = now() where state in ('due', 'leased')`);
}

async function statusOf(
  { profile }: Shop,
  { address }: Started,
  currency: WalletCurrency,
  isSo: string,
): Promise<void> {
  const path = `/Transaction/Status/${String(walletNoOf(profile, currency))}/?reference=R-1`;
  let status: unknown;
  for (let tries = 0; tries < 600; tries += 1) {
    ({ status } = (await call({ url: address }, profile, path)).body as Json);
    if (status === isSo) return;
    await sleep(100);
  }
  assert.fail(`It is ${String(status)}.`);
}

/** What the creator heard, the wallet in minor units, and the books. */
async function ends(shop: Shop, currency: WalletCurrency, words: string[], minor: bigint) {
  // One that came shortly before the death comes again, under the same id.
  const heard = () => new Map(shop.inbox.received.map(({ id, body }) => [id, body]));
  for (let tries = 0; tries < 600 && heard().size < words.length; tries += 1) await sleep(100);
  assert.deepEqual(
    [...heard().values()].map((body) => (JSON.parse(body) as Json)['status']),
    words,
  );
  const { rows } = await shop.pool.query<{ minor: bigint }>(
    `select posted_minor as minor from accounts where merchant_id = $1 and account = $2`,
    [shop.profile.merchantId, `wallet:${currency}`],
  );
  assert.equal(rows[0]?.minor, minor);
  await assertBooksAreRight(shop.pool);
}

/** What one of the sandbox's programs says to whoever controls it. */
async function control({ pool }: Shop, program: 'cards' | 'mpesa', path: string, body?: Json) {
  const facts = (await findDeploymentValue(pool, `sandbox.${program}`)) ?? '{}';
  const { port, controlKey } = JSON.parse(facts) as { port: number; controlKey: string };
  const answer = await fetch(`http://127.0.0.1:${String(port)}/control/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${controlKey}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Json;
}

test('a card that the acquirer was not told of before the gateway died is never charged', async (t) => {
  const shop = await openShop(t);
  const path = '/Transaction/CardDeposit';
  await dieOf(shop, 'card.before_call', path, byCard(shop, 'R-1'));
  // As long as an authorisation may be under way nobody calls it off.
  await passMinutes(shop, 3);
  const living = await shop.start();
  await statusOf(shop, living, 'USD', 'Rejected');
  await ends(shop, 'USD', ['New', 'Rejected'], 0n);
  assert.deepEqual((await control(shop, 'cards', 'book'))['authorisations'], []);
  const again = await call({ url: living.address }, shop.profile, path, {
    body: byCard(shop, 'R-1'),
  });
  assert.equal(again.status, 400, 'its reference is spent');
});

test('a card that was charged when the gateway died is in the wallet once, in the next life', async (t) => {
  const shop = await openShop(t);
  await dieOf(shop, 'card.after_call', '/Transaction/CardDeposit', byCard(shop, 'R-1'));
  await passMinutes(shop, 0);
  const living = await shop.start();
  await statusOf(shop, living, 'USD', 'Active');
  await ends(shop, 'USD', ['New', 'Accepted'], 100n);
  const charged = (await control(shop, 'cards', 'book'))['authorisations'] as Json[];
  assert.deepEqual(
    charged.map(({ captures }) => captures),
    [1],
  );
});

test('a telephone that was not asked before the gateway died is not asked afterwards', async (t) => {
  const shop = await openShop(t);
  const path = '/Transaction/MPesaDeposit';
  await dieOf(shop, 'prompt.before_call', path, byPhone(shop, 'R-1'));
  const living = await shop.start();
  await statusOf(shop, living, 'KES', 'Pending');
  // Nobody can say whether it was asked, so it waits for its day to end, and a person is shown the case.
  await passMinutes(shop, 24 * 60);
  await statusOf(shop, living, 'KES', 'Cancelled');
  await ends(shop, 'KES', ['New', 'Cancelled'], 0n);
  assert.deepEqual((await control(shop, 'mpesa', 'book'))['prompts'], []);
  const { rows } = await shop.pool.query('select code from cases');
  assert.deepEqual(rows, [{ code: 'never_answered' }]);
});

test('what a telephone pays that was asked when the gateway died is in the wallet once, in the next life', async (t) => {
  const shop = await openShop(t);
  await dieOf(shop, 'prompt.after_call', '/Transaction/MPesaDeposit', byPhone(shop, 'R-1'));
  await passMinutes(shop, 0);
  const living = await shop.start();
  await statusOf(shop, living, 'KES', 'Pending');
  await control(shop, 'mpesa', 'phone', { msisdn: '254700000001', press: 'pay' });
  await statusOf(shop, living, 'KES', 'Active');
  await ends(shop, 'KES', ['New', 'Accepted'], 500_00n);
  const asked = (await control(shop, 'mpesa', 'book'))['prompts'] as Json[];
  assert.deepEqual(
    asked.map(({ deposits }) => deposits),
    [1],
  );
});
