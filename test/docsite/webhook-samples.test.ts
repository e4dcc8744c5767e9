/** The receivers of docs/samples/webhooks, given real webhooks of a running sandbox, and altered ones. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac, randomUUID, createHash } from 'node:crypto';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sampleLanguages, type SampleLanguage } from '../../scripts/samples/write.ts';
import { projectRoot } from '../kit/documents.ts';
import { neitherCardsNorPhones } from '../kit/gateway-process.ts';
import { startInbox, type Delivery, type MerchantInbox } from '../kit/merchant-inbox.ts';
import { programs, withoutInterpreter, type Values } from './sample-runs.ts';
import { openSampleWorld, until } from './sample-world.ts';
import { bareEnvironment } from '../kit/environment.ts';

interface Shop {
  readonly xpayout: { readonly apiKey: string; readonly apiSecret: string };
  readonly webhookSecret: string;
}

const endings: (() => Promise<void>)[] = [];
let inbox: MerchantInbox;
let shop: Shop;
let delivery: Delivery;

before(async () => {
  const ending = { after: (end: () => Promise<void>) => void endings.push(end) };
  const world = await openSampleWorld(ending, neitherCardsNorPhones);
  inbox = await startInbox();
  endings.push(() => inbox.stop());
  const words = ['--name', 'Shop', '--fund', 'INR=1000.00', '--activate', '--webhook', inbox.url];
  shop = (await world.made('merchant', 'create', ...words)) as unknown as Shop;
  await order(world.address);
  await until('a webhook arrives', () => Promise.resolve(inbox.received.length > 0));
  const [first] = inbox.received;
  assert.ok(first !== undefined);
  delivery = first;
});
after(async () => {
  for (const end of endings) await end();
});

for (const language of sampleLanguages) {
  const skip = withoutInterpreter(language);

  test(
    `Standard Webhooks in ${language}: genuine, and every altered one forged`,
    { skip },
    async () => {
      const { body, headers } = delivery;
      const known = {
        WEBHOOK_SECRET: shop.webhookSecret,
        WEBHOOK_ID: headers['webhook-id'] ?? '',
        WEBHOOK_TIMESTAMP: headers['webhook-timestamp'] ?? '',
        WEBHOOK_SIGNATURE: headers['webhook-signature'] ?? '',
      };
      const judge = (values: Values, text = body) => judged('standard', language, values, text);
      assert.equal(await judge(known), 'genuine');
      const several = `v1,${Buffer.alloc(32).toString('base64')} ${known.WEBHOOK_SIGNATURE}`;
      assert.equal(await judge({ ...known, WEBHOOK_SIGNATURE: several }), 'genuine');
      assert.equal(await judge(known, body.replace('ORDER', 'OTHER')), 'forged');
      assert.equal(await judge(known, `${body} `), 'forged');
      assert.equal(await judge({ ...known, WEBHOOK_ID: 'another' }), 'forged');
      assert.equal(await judge({ ...known, WEBHOOK_TIMESTAMP: '1700000000' }), 'forged');
      const other = `whsec_${Buffer.alloc(24).toString('base64')}`;
      assert.equal(await judge({ ...known, WEBHOOK_SECRET: other }), 'forged');
    },
  );

  test(
    `X-Gateway-Signature in ${language}: genuine, and every altered one forged`,
    { skip },
    async () => {
      const { body, headers } = delivery;
      const known = {
        API_SECRET: shop.xpayout.apiSecret,
        GATEWAY_SIGNATURE: headers['x-gateway-signature'] ?? '',
      };
      const judge = (values: Values, text = body) => judged('gateway', language, values, text);
      assert.equal(await judge(known), 'genuine');
      assert.equal(await judge(known, body.replace('ORDER', 'OTHER')), 'forged');
      assert.equal(await judge({ ...known, API_SECRET: 'another' }), 'forged');
      assert.equal(await judge({ ...known, GATEWAY_SIGNATURE: '' }), 'forged');
    },
  );
}

/** What the sample says; its exit code agrees. */
async function judged(
  name: string,
  language: SampleLanguage,
  values: Values,
  body: string,
): Promise<string> {
  const file = join(projectRoot, `docs/samples/webhooks/${name}.${language}`);
  const env = Object.fromEntries(Object.entries(values).map(([key, one]) => [key, String(one)]));
  const child = spawn(programs[language], [file], {
    env: { ...bareEnvironment, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(body);
  const ended = new Promise((resolve) => child.once('close', resolve));
  let said = '';
  for await (const chunk of child.stdout) said += String(chunk);
  assert.equal(await ended, said.trim() === 'genuine' ? 0 : 1, file);
  return said.trim();
}

async function order(address: string): Promise<void> {
  const { apiKey, apiSecret } = shop.xpayout;
  const beneficiary = { account_number: '123456789012', ifsc: 'ABCD0123456' };
  const body = JSON.stringify({
    ...{ service_type: 'payout', order_id: 'ORDER-1', amount: 100, currency: 'INR' },
    meta: { ...beneficiary, beneficiary_firstname: 'Asha', beneficiary_lastname: 'Rao' },
  });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const nonce = randomUUID();
  const digest = createHash('sha256').update(body).digest('hex');
  const base = ['POST', 'api_create_order', timestamp, nonce, digest].join('\n');
  const answer = await fetch(`${address}/sitemap.xml?route=api_create_order`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-api-key': apiKey,
      'x-timestamp': timestamp,
      'x-nonce': nonce,
      'x-signature': createHmac('sha256', apiSecret).update(base).digest('hex'),
    },
    body,
  });
  assert.equal(answer.status, 200, await answer.text());
}
