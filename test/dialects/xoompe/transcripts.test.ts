import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { xoompeEvent } from '../../../src/dialects/xoompe/webhook-event.ts';
import { fundWallet } from '../../../src/merchants/fund-wallet.ts';
import { newId } from '../../../src/kit/ids.ts';
import { findPayoutByNumber } from '../../../src/payments/find-payouts.ts';
import { call, openGateway, openMerchant, type Gateway, type TestMerchant } from './gateway.ts';

interface Step {
  readonly title: string;
  readonly method: string;
  readonly path: string;
  readonly authorized?: boolean;
  readonly send?: unknown;
  readonly status: number;
  readonly answer: unknown;
  /** Where the answer cannot be word for word: the place, and a pattern for what stands there. */
  readonly varies?: Readonly<Record<string, string>>;
  readonly keep?: Readonly<Record<string, string>>;
  readonly given?: 'paid' | 'funded';
}

function read(name: string): string {
  return readFileSync(new URL(`transcripts/${name}.json`, import.meta.url), 'utf8');
}

const steps = JSON.parse(read('published')) as Step[];
const createdAt = new Date('2026-01-09T17:21:00Z');
const paidAt = new Date('2026-01-09T17:25:00Z');
const placeholders: Record<string, string> = {};
let gateway: Gateway;
let merchant: TestMerchant;

before(async () => {
  gateway = await openGateway({ clock: { now: () => createdAt } });
  merchant = await openMerchant(gateway, { fundMinor: 12_345_67n });
  placeholders.client_id = merchant.clientId;
  placeholders.client_secret = merchant.clientSecret;
});
after(() => gateway.close());

function filled(text: string): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => placeholders[name] ?? whole);
}

async function arrange(given: Step['given']): Promise<void> {
  if (given === 'paid')
    await gateway.pool.query(
      `update payouts set status = 'succeeded', utr = 'UTR123456789', version = 3, updated_at = $2
       where merchant_id = $1`,
      [merchant.merchantId, paidAt],
    );
  if (given === 'funded')
    await fundWallet(gateway.pool, {
      actor: 'test',
      merchantId: merchant.merchantId,
      fundingId: newId<'funding'>(Date.now()),
      money: { minor: 20_000_00n, currency: 'INR' },
      at: createdAt,
    });
}

/** Puts the published value where the answer matches the pattern, so that the rest compares word for word. */
function levelled(answer: unknown, published: unknown, varies: Step['varies'] = {}): string {
  const copy: unknown = structuredClone(answer);
  for (const [place, pattern] of Object.entries(varies)) {
    const names = place.split('.');
    const last = names.pop() ?? '';
    const inside = (root: unknown) =>
      names.reduce((at, name) => (at as Record<string, unknown>)[name], root) as Record<
        string,
        unknown
      >;
    assert.match(String(inside(copy)[last]), new RegExp(pattern), place);
    inside(copy)[last] = inside(published)[last];
  }
  return JSON.stringify(copy);
}

for (const step of steps) {
  test(`the published sample, field for field and in its order: ${step.title}`, async () => {
    await arrange(step.given);
    const reply = await call(gateway, filled(step.path), {
      method: step.method,
      ...(step.authorized && { token: placeholders.access_token }),
      ...(step.send !== undefined && { body: filled(JSON.stringify(step.send)) }),
    });
    assert.equal(reply.status, step.status, reply.text);
    assert.equal(levelled(reply.body, step.answer, step.varies), JSON.stringify(step.answer));
    for (const [name, field] of Object.entries(step.keep ?? {}))
      placeholders[name] = (reply.body as Record<string, string>)[field] ?? '';
  });
}

test('a webhook has the published body, and the version behind it', async () => {
  const payout = await findPayoutByNumber(
    gateway.pool,
    merchant.merchantId,
    placeholders.txnId ?? '',
  );
  assert.ok(payout);
  const expected = JSON.parse(read('webhook')) as { data: Record<string, unknown> };
  expected.data.transactionNumber = placeholders.txnId;
  expected.data.version = 3;
  assert.equal(xoompeEvent(payout, paidAt), JSON.stringify(expected));
});
