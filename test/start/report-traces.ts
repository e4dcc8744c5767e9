/**
 * What stands in each report of a merchant and in hardly another place: a fee that nobody else is charged, and the name
 * of the transfer that settled it. A search that does not find them where they are would find no card either.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRuntimeFile } from '../../src/kit/runtime-file.ts';
import { documentOf } from '../cli/cli-kit.ts';
import { accountOf, type SeedWorld } from '../dialects/xprizo/seed-world.ts';

/** Rupees. */
const fee = '98765.43';
const transfer = 'KEPTUTR000000001';
const reference = 'FEE-1';

/** In the transactions, the ledger and the fees; among the settlements. */
export const reportTraces = { fee, transfer } as const;

/** Before the gateway has heard of the merchant: it may look at a plan that it knows for a moment longer. */
export async function setFee({ cli, merchant }: SeedWorld): Promise<void> {
  const plan = [`flat=${fee},max=none,gst=0`, '--service', 'payin'];
  documentOf(await cli('merchant', 'fees', String(merchant.profileId), ...plan, '--json'));
}

/** A deposit by UPI is charged the fee, and rupees are settled by the transfer. */
export async function leaveTraces(world: SeedWorld): Promise<void> {
  await chargeFee(world);
  const { cli, merchant } = world;
  const no = String(merchant.profileId);
  const run = async (...words: string[]) => documentOf(await cli(...words, '--json'));
  await run('merchant', 'settlements', no, 'on', '--cooling-off-hours', '0');
  const address = ['BANK', 'HDFC0000001/1234567890', '--label', 'Current account'];
  await run('settlement', 'allow-address', no, ...address, '--by', 'asha');
  const asked = ['INR=100.00', '--to', 'HDFC0000001/1234567890', '--by', 'asha'];
  const id = String((await run('settlement', 'request', no, ...asked))['settlementId']);
  await run('settlement', 'approve', id, '--by', 'ravi');
  await run('settlement', 'record', id, transfer, '--by', 'asha');
}

async function chargeFee({ baseUrl, dataDir, merchant }: SeedWorld): Promise<void> {
  const account = accountOf(merchant, 'INR');
  const headers = { 'x-api-key': merchant.apiKey, 'content-type': 'application/json' };
  const answer = await fetch(`${baseUrl}/Transaction/UpiDeposit`, {
    ...{ method: 'POST', headers },
    body: JSON.stringify({
      ...{ accountId: account, amount: '99000.00', reference, description: 'Stock' },
      ...{ currencyCode: 'INR', type: 1, redirect: 'https://shop.example/back' },
      customerData: { name: 'Asha Rao', address: { countryCode: 'IN' } },
    }),
  });
  const { value } = (await answer.json()) as { value: string };
  const page = await (await fetch(value)).text();
  const { url, controlKey } = readRuntimeFile(dataDir)?.bank ?? assert.fail();
  await fetch(`${url}/control/collections`, {
    method: 'POST',
    headers: { authorization: `Bearer ${controlKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ reference: /[?&;]tr=([0-9A-Z]+)/.exec(page)?.[1], amount: '99000.00' }),
  });
  const statusUrl = `${baseUrl}/Transaction/Status/${String(account)}?reference=${reference}`;
  for (let tries = 0; tries < 600; tries += 1) {
    const shown = (await (await fetch(statusUrl, { headers })).json()) as { status: string };
    if (shown.status === 'Active') return;
    await sleep(100);
  }
  assert.fail('the deposit never came');
}
