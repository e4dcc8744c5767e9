/** A client that was written from the published document alone calls every endpoint of it, against the program as its users start it. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { inboxFor, type MerchantInbox } from '../../kit/merchant-inbox.ts';
import {
  CallFailed,
  SeedClient,
  type CustomerData,
  type TransactionResult,
} from './seed-client.ts';
import { accountOf, openSeedWorld, type SeedWorld, type Somebody } from './seed-world.ts';

interface Told {
  readonly status: string;
  readonly transaction: { readonly id: number; readonly reference: string };
}

const meera: CustomerData = {
  name: 'Meera Nair',
  email: 'meera@customers.example',
  mobile: '+254700000111',
  birthDate: '1990-02-28',
  gender: 'F',
  address: {
    address: '12',
    street: 'Moi Avenue',
    city: 'Nairobi',
    zipPostalCode: '00100',
    countryCode: 'KE',
  },
  IpAddress: '203.0.113.7',
};
const redirect = 'https://shop.example/back?order=7';

function clientOf({ baseUrl: baseurl }: SeedWorld, { apiKey: apikey }: Somebody): SeedClient {
  return new SeedClient({ baseurl, apikey, apiversion: '1.0' });
}

/** What is done on the console, which the document speaks of and does not describe. */
async function set({ baseUrl }: SeedWorld, { apiKey }: Somebody, what: string): Promise<void> {
  const { status } = await fetch(`${baseUrl}/${what}`, {
    method: 'PUT',
    headers: { 'x-api-key': apiKey },
  });
  assert.equal(status, 200, what);
}

async function openShop(t: TestContext) {
  const world = await openSeedWorld(t);
  const { merchant, person } = world;
  const inbox = await inboxFor(t);
  await set(world, merchant, `Preference/SetApprovalWebhook?url=${inbox.url}`);
  const shop = clientOf(world, merchant);
  const payer = clientOf(world, person);
  const [inr, usd, kes] = ['INR', 'USD', 'KES'].map((currency) => accountOf(merchant, currency));
  assert.ok(inr !== undefined && usd !== undefined && kes !== undefined);
  const ending = async (accountId: number, reference: string): Promise<TransactionResult> => {
    for (let tries = 0; ; tries += 1) {
      const found = await shop.checkStatus(accountId, reference);
      const isOpen = found.status === 'Pending' || found.status === 'Hold';
      if (!isOpen || tries === 240) return found;
      await sleep(250);
    }
  };
  return { world, shop, payer, inbox, inr, usd, kes, ending };
}

/** What the webhooks said of a reference, in their order, once there are so many. */
async function told(inbox: MerchantInbox, reference: string, count: number): Promise<string[]> {
  const heard = () =>
    inbox.received
      .map(({ body }) => JSON.parse(body) as Told)
      .filter(({ transaction }) => transaction.reference === reference)
      .map(({ status }) => status);
  for (let tries = 0; tries < 600 && heard().length < count; tries += 1) await sleep(100);
  return heard();
}

/** The document's table of numbers and words. */
function assertPrinted({ key, statusCode, status, value }: TransactionResult): void {
  const codes = { Active: 0, Pending: 1, NotFound: -1, Rejected: 3, Hold: 5, Void: 6 };
  const isFour = status === 'Cancelled' || status === 'Redirect';
  assert.equal(statusCode, isFour ? 4 : codes[status as keyof typeof codes], status);
  assert.equal(typeof key, 'string');
  assert.equal(typeof value, 'string');
}

async function failed(call: Promise<unknown>): Promise<number> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof CallFailed, String(error));
  return error.httpStatus;
}

/** Whoever sits before the browser: follows to a page, and sends its form. */
async function sendForm(address: string, fields: Record<string, string>): Promise<Response> {
  const page = await fetch(address);
  const text = await page.text();
  const hidden = [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const body = new URLSearchParams(hidden.map(([, name = '', value = '']) => [name, value]));
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const action = /<form method="post" action="([^"]+)"/.exec(text)?.[1] ?? page.url;
  const to = new URL(action, page.url);
  return fetch(to, { method: 'POST', body, redirect: 'manual' });
}

/** The first address that is the shop's: by redirects, and by the link of a page that says how it went. */
async function whereto(answer: Response): Promise<string> {
  let at = answer;
  for (let hops = 0; hops < 6; hops += 1) {
    const link = /<a [^>]*href="([^"]+)"/.exec(await at.text())?.[1]?.replaceAll('&amp;', '&');
    const next = new URL(at.headers.get('location') ?? link ?? '', at.url).href;
    if (next.startsWith('https://shop.example/')) return next;
    at = await fetch(next, { redirect: 'manual' });
  }
  return `${String(at.status)} ${at.url}`;
}

test('a client written from the published document alone runs every endpoint of it, and the webhooks tell the same', async (t) => {
  const { world, shop, payer, inbox, inr, usd, kes, ending } = await openShop(t);
  const { merchant, person } = world;

  await t.test('Deposit With Card', async () => {
    const card = (amount: number, reference: string) =>
      shop.depositWithCard({
        ...{ description: 'Tea', reference, amount, accountId: usd, customerData: meera },
        creditCard: {
          ...{ name: 'Meera Nair', number: '4242424242424242', cvv: '123' },
          ...{ expiryMonth: 12, expiryYear: 2039 },
        },
        ...{ routingCode: 'MAN1', redirect },
      });
    for (const [amount, answer, end, last] of [
      [2, 'Active', 'Active', 'Accepted'],
      [4, 'Rejected', 'Rejected', 'Rejected'],
      [6, 'Redirect', 'Active', 'Accepted'],
      [7, 'Redirect', 'Rejected', 'Rejected'],
    ] as const) {
      const reference = `CARD-${String(amount)}`;
      const made = await card(amount, reference);
      assertPrinted(made);
      assert.equal(made.status, answer);
      if (answer === 'Redirect') {
        const shown = await shop.checkStatus(usd, reference);
        assert.deepEqual([shown.key, shown.status], ['', 'Pending']);
        const passed = await sendForm(made.value, { code: '123456', press: 'approve' });
        const to = await whereto(passed);
        assert.ok(to.startsWith(redirect), to);
      }
      const shown = await ending(usd, reference);
      assertPrinted(shown);
      assert.equal(shown.status, end);
      if (end === 'Active') assert.equal(shown.value, 'Asha Traders Tea');
      assert.deepEqual(await told(inbox, reference, 2), ['New', last]);
    }
    assert.equal(await failed(card(1.001, 'CARD-BAD')), 400);
    assert.equal((await shop.checkStatus(usd, 'CARD-BAD')).status, 'NotFound');
  });

  await t.test('Deposit With Xprizo Wallet, Approve Payment, Cancel Payment', async () => {
    const ask = (reference: string, amount = 12.5) =>
      shop.depositWithXprizoWallet({
        ...{ fromAccountId: accountOf(person, 'INR'), toAccountId: inr, description: 'An order' },
        ...{ amount, reference },
      });
    const waiting = await ask('ASK-1');
    assert.equal(waiting.approveById, person.profileId);
    assert.deepEqual([waiting.canCancel, waiting.ttl, waiting.error], [true, 86_400, '']);
    assert.ok(Date.parse(waiting.expiryDate) > Date.now());
    const paid = await payer.approvePayment(waiting.key);
    assert.equal(paid.description, 'Payment');
    const shown = await ending(inr, 'ASK-1');
    assert.deepEqual([shown.status, shown.key], ['Active', String(paid.id)]);
    assert.deepEqual(await told(inbox, 'ASK-1', 2), ['New', 'Accepted']);
    await shop.cancelPayment((await ask('ASK-2')).key);
    assert.equal((await ending(inr, 'ASK-2')).status, 'Cancelled');
    assert.deepEqual(await told(inbox, 'ASK-2', 2), ['New', 'Cancelled']);
    const tooMuch = await ask('ASK-3', 9_999_999);
    assert.equal(await failed(payer.approvePayment(tooMuch.key, { once: true })), 400);
    assert.equal((await ending(inr, 'ASK-3')).status, 'Cancelled');
  });

  await t.test('Deposit With MPESA, Withdrawal With MPESA', async () => {
    const words = { Pass: true, Success: true, Reject: false, Fail: false, Cancel: false };
    for (const [description, isGood] of Object.entries(words)) {
      const order = { mobileNumber: '+254700000222', accountId: kes, description, amount: 50 };
      const [into, out] = [`IN-${description}`, `OUT-${description}`];
      assertPrinted(await shop.depositWithMpesa({ ...order, reference: into }));
      assert.equal((await ending(kes, into)).status, isGood ? 'Active' : 'Rejected');
      assertPrinted(await shop.withdrawWithMpesa({ ...order, reference: out }));
      const shown = await ending(kes, out);
      assertPrinted(shown);
      assert.equal(shown.status, isGood ? 'Active' : 'Void');
      if (!isGood) assert.match(shown.value, /^700000222 Voided: ./);
      for (const reference of [into, out])
        assert.deepEqual(await told(inbox, reference, 2), [
          'New',
          isGood ? 'Accepted' : 'Rejected',
        ]);
    }
  });

  await t.test('Deposit With UPI', async () => {
    for (const [press, end, last] of [
      ['pay', 'Active', 'Accepted'],
      ['cancel', 'Rejected', 'Rejected'],
    ] as const) {
      const reference = `UPI-${press}`;
      const made = await shop.depositWithUpi({
        ...{ description: 'An order', reference, amount: 500, currencyCode: 'INR', type: 1 },
        ...{ accountId: inr, customer: 'Meera Nair', redirect },
        customerData: { address: { countryCode: 'IN' } },
      });
      assertPrinted(made);
      const page = await (await fetch(made.value)).text();
      const app = /href="(http[^"]+\/upi\/pay[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
      assert.ok(app !== undefined, page);
      await sendForm(app, { press, payer: 'meera@sandbox' });
      assert.equal((await ending(inr, reference)).status, end);
      assert.deepEqual(await told(inbox, reference, 2), ['New', last]);
    }
  });

  await t.test('Send Payment (Xprizo Wallet)', async () => {
    const order = (reference: string) => ({
      ...{ fromAccountId: inr, toAccountId: accountOf(person, 'INR'), reference, amount: 10 },
    });
    const waiting = await shop.askToSend(order('SEND-0'));
    await shop.approvePayment(waiting.key);
    assert.equal((await ending(inr, 'SEND-0')).status, 'Active');
    await set(world, merchant, 'Profile/SetPin?pin=2468');
    assert.equal(await failed(shop.sendPayment(1, order('SEND-1'))), 400);
    const sent = await shop.sendPayment(1, order('SEND-1'), '2468');
    assert.equal(sent.description, 'Payment');
    assert.equal((await ending(inr, 'SEND-1')).key, String(sent.id));
    const questions = await inboxFor(t);
    await set(world, merchant, `Preference/SetPaymentWebhook?url=${questions.url}`);
    for (const [reference, status, end] of [
      ['SEND-2', 200, 'Active'],
      ['SEND-3', 409, 'Void'],
    ] as const) {
      questions.always({ status });
      const held = await shop.sendPayment(2, order(reference), '2468');
      assert.equal((await ending(inr, reference)).status, end);
      assert.deepEqual(await told(questions, reference, 1), ['New']);
      const asked = JSON.parse(questions.received.at(-1)?.body ?? '{}') as Told;
      assert.equal(asked.transaction.id, held.id);
    }
  });

  await t.test('Check Transaction Status', async () => {
    const nothing = await shop.checkStatus(inr, 'NOWHERE');
    assertPrinted(nothing);
    assert.deepEqual([nothing.key, nothing.status, nothing.value], ['', 'NotFound', '']);
    const nobody = new SeedClient({ baseurl: world.baseUrl, apikey: '1-none', apiversion: '1.0' });
    assert.equal(await failed(nobody.checkStatus(inr, 'NOWHERE')), 401);
    assert.equal(await failed(payer.checkStatus(inr, 'ASK-1')), 403);
  });
});
