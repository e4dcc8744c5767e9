/** The samples of XoomPe and XPayout, in four languages, each with a merchant of its own. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sampleLanguages, type SampleLanguage } from '../../scripts/samples/write.ts';
import { xoompeSamples } from '../../scripts/samples/xoompe.ts';
import { xpayoutSamples } from '../../scripts/samples/xpayout.ts';
import { SampleRun, withoutInterpreter, type Values } from './sample-runs.ts';
import { neitherCardsNorPhones } from '../kit/gateway-process.ts';
import { openSampleWorld, until, type SampleWorld } from './sample-world.ts';

let world: SampleWorld;
const endings: (() => Promise<void>)[] = [];

before(async () => {
  world = await openSampleWorld({ after: (end) => void endings.push(end) }, neitherCardsNorPhones);
});
after(async () => {
  for (const end of endings) await end();
});

interface Credentials {
  readonly xoompe: { readonly clientId: string; readonly clientSecret: string };
  readonly xpayout: { readonly apiKey: string; readonly apiSecret: string };
}

async function merchant(language: SampleLanguage): Promise<Credentials> {
  const words = ['--fund', 'INR=1000000.00', '--limits', 'off', '--activate'];
  const made = await world.made('merchant', 'create', '--name', `Shop ${language}`, ...words);
  return made as unknown as Credentials;
}

for (const language of sampleLanguages) {
  test(`the samples of XoomPe in ${language}`, { skip: withoutInterpreter(language) }, async () => {
    const { clientId, clientSecret } = (await merchant(language)).xoompe;
    const samples = new SampleRun('xoompe', language);
    const known = { BASE: `${world.address}/XoomPeAPI` };
    const login = { ...known, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret };
    const first = await samples.run('issueTokens', login);
    const REFRESH_TOKEN = String(first['refreshToken']);
    const second = await samples.run('refreshTokens', { ...known, REFRESH_TOKEN });
    const values = { ...known, TOKEN: String(second['accessToken']) };
    const { transactionNumber } = await samples.run('createTransaction', values);
    const bulk = await samples.run('createBulk', values);
    assert.equal(bulk['message'], 'Success: 2, Failed: 0');
    const found = { ...values, TRANSACTION: String(transactionNumber) };
    await paid(found);
    const one = await samples.run('getTransaction', found);
    assert.equal((one['transaction'] as { status: string }).status, 'Success');
    assert.notDeepEqual((await samples.run('listTransactions', values))['data'], []);
    const { availableBalance } = await samples.run('getBalance', values);
    assert.equal(availableBalance, 1_000_000 - 5_000 - 5_000 - 7_500.5);
    assert.deepEqual(samples.operations, new Set(Object.keys(xoompeSamples.requests)));
  });

  test(
    `the samples of XPayout in ${language}`,
    { skip: withoutInterpreter(language) },
    async () => {
      const { apiKey, apiSecret } = (await merchant(language)).xpayout;
      const samples = new SampleRun('xpayout', language);
      const values = { BASE: world.address, API_KEY: apiKey, API_SECRET: apiSecret };
      const created = await samples.run('createOrder', values);
      assert.equal(created['message'], 'Order created');
      const { data } = await samples.run('getOrderStatus', values);
      assert.equal((data as { order_id: string }).order_id, nameOf(created));
      const balance = await samples.run('getBalance', values);
      assert.equal((balance['data'] as { total_balance: string }).total_balance !== '', true);
      await samples.run('downloadReport', values);
      assert.deepEqual(samples.operations, new Set(Object.keys(xpayoutSamples.requests)));
    },
  );
}

function nameOf({ data }: Record<string, unknown>): string {
  return (data as { gateway_order_id: string }).gateway_order_id;
}

/** The sandbox bank takes a moment. */
function paid(values: Values): Promise<void> {
  const { BASE, TOKEN, TRANSACTION } = values;
  return until('the payout is paid', async () => {
    const address = `${String(BASE)}/Payout/GetTransactionByTxnId/${String(TRANSACTION)}`;
    const answer = await fetch(address, { headers: { authorization: `Bearer ${String(TOKEN)}` } });
    const { transaction } = (await answer.json()) as { transaction: { status: string } };
    return transaction.status === 'Success';
  });
}
