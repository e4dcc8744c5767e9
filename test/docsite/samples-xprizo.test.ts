/** The samples of Xprizo, in four languages, each with a merchant and a contact of its own. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sampleLanguages } from '../../scripts/samples/write.ts';
import { xprizoSamples } from '../../scripts/samples/xprizo.ts';
import { startInbox, type MerchantInbox } from '../kit/merchant-inbox.ts';
import { SampleRun, withoutInterpreter, type Values } from './sample-runs.ts';
import { openSampleWorld, type SampleWorld } from './sample-world.ts';

interface Owner {
  readonly apiKey: string;
  readonly userName: string;
  readonly password: string;
  readonly accounts: readonly { readonly id: number; readonly currency: string }[];
}

let world: SampleWorld;
let inbox: MerchantInbox;
const endings: (() => Promise<void>)[] = [];

before(async () => {
  world = await openSampleWorld({ after: (end) => void endings.push(end) });
  inbox = await startInbox();
  endings.push(() => inbox.stop());
  await world.made('wallet', 'rate', 'USD/KES', '129.25');
});
after(async () => {
  for (const end of endings) await end();
});

for (const language of sampleLanguages)
  test(`the samples of Xprizo in ${language}`, { skip: withoutInterpreter(language) }, async () => {
    const owner = await ownerOf(
      'merchant',
      `Shop ${language}`,
      'INR=1000.00,KES=5000.00,USD=500.00',
    );
    const contact = await ownerOf('user', `Wanjiru ${language}`, 'KES=5000.00');
    await world.made('wallet', 'routing', String(accountOf(owner, 'USD')), 'MAN1');
    const values = valuesOf(owner, contact);
    const samples = new SampleRun('xprizo', language);
    const run = (operations: readonly string[], more: Values = {}) =>
      inTurn(operations, (operation) => samples.run(operation, { ...values, ...more }));

    await run(['getToken', 'fullProfile', ...webhooks, ...looks]);
    const { taskId } = await samples.run('createApiKey', values);
    await run(['apiKeyList', ...keyChanges], { TASK_ID: String(taskId) });
    await run(payments);
    const { key } = await samples.run('requestPayment', values);
    await run(['approvalCancel'], { KEY: String(key) });
    for (const operation of ['approvalAccept', 'approvalReject'])
      await run([operation], { KEY: await askedBy(contact, owner, operation) });
    const head = await samples.run('transactionByReference', values);
    await run(['transactionNumbered'], { TRANSACTION_ID: String(head['id']) });
    await run(['setPin', 'clearPin']);
    assert.deepEqual(samples.operations, new Set(Object.keys(xprizoSamples.requests)));
  });

const webhooks = ['setApprovalWebhook', 'setPaymentWebhook', 'setRequestPaymentWebhook'];
const looks = [
  ...['preferences', 'testApprovalWebhook', 'allowableCurrencies', 'currencyList'],
  ...['addressbookInfo', 'walletInfo', 'walletList', 'getWallet', 'routingCodes', 'getFees'],
];
const keyChanges = [
  ...['setApiKeyDescription', 'setApiKeyActiveDates', 'addApiKeyIp', 'removeApiKeyIp'],
  ...['setApiKeyInactive', 'deleteApiKey'],
];
const payments = [
  ...['sendPayment', 'transactionStatus', 'walletExchange', 'requestPaymentRedirect'],
  ...['cardDeposit', 'mpesaDeposit', 'mpesaWithdrawal', 'upiDeposit', 'walletTransactions'],
];

async function ownerOf(kind: string, name: string, funds: string): Promise<Owner> {
  const words = [kind, 'create', '--name', name, '--fund', funds, '--limits', 'off'];
  return (await world.made(...words))['xprizo'] as Owner;
}

function valuesOf(owner: Owner, contact: Owner): Values {
  return {
    BASE: `${world.address}/api`,
    API_KEY: owner.apiKey,
    USER_NAME: owner.userName,
    PASSWORD: owner.password,
    PIN: '4821',
    ACCOUNT_ID: accountOf(owner, 'KES'),
    USD_ACCOUNT_ID: accountOf(owner, 'USD'),
    INR_ACCOUNT_ID: accountOf(owner, 'INR'),
    CONTACT: contact.userName,
    CONTACT_ACCOUNT_ID: accountOf(contact, 'KES'),
    WEBHOOK_URL: inbox.url,
    RETURN_URL: 'http://127.0.0.1:9000/back',
  };
}

function accountOf({ accounts }: Owner, wanted: string): number {
  const found = accounts.find(({ currency }) => currency === wanted);
  if (found === undefined) throw new Error(`There is no account in ${wanted}.`);
  return found.id;
}

/** The key of a request that the owner may accept or refuse. */
async function askedBy(contact: Owner, owner: Owner, reference: string): Promise<string> {
  const answer = await fetch(`${world.address}/api/Transaction/RequestPayment`, {
    method: 'POST',
    headers: { 'x-api-key': contact.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({
      fromAccountId: accountOf(owner, 'KES'),
      toAccountId: accountOf(contact, 'KES'),
      ...{ amount: 5, reference, description: 'Lunch' },
    }),
  });
  return ((await answer.json()) as { key: string }).key;
}

async function inTurn(
  names: readonly string[],
  work: (name: string) => Promise<unknown>,
): Promise<void> {
  for (const name of names) await work(name);
}
