/** A merchant with something of everything, made as its people make it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { CheckedBatchAnswer } from '../../src/console/answers/payouts.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { fundWallet } from '../../src/merchants/fund-wallet.ts';
import { allowAddress } from '../../src/settlements/allow-list.ts';
import { setTerms } from '../../src/settlements/terms.ts';
import { askConsole, type SignedIn } from '../support/console.ts';
import { insertKnown, knownAt } from '../views/payments-world.ts';
import type { ConsoleWorld } from './console-kit.ts';

export interface TeamMade {
  readonly paymentId: string;
  readonly transferId: string;
  readonly linkId: string;
  readonly batchId: string;
  readonly deliveryId: string;
  readonly settlementId: string;
}

/** Every kind of page of the dashboard, with a heading by which it is known. */
export function teamPlaces({ paymentId, linkId, batchId, deliveryId, settlementId }: TeamMade) {
  return [
    ['/home', 'Home'],
    ['/payments', 'Payments'],
    [`/payments/${paymentId}`, 'What happened'],
    ['/statement', 'Statement'],
    ['/pay', 'Who is paid'],
    ['/batches', 'Payouts from a file'],
    ['/batches/new', 'Pay from a file'],
    [`/batches/${batchId}`, 'salaries.csv'],
    ['/links', 'Payment links'],
    [`/links/${linkId}`, 'To scan'],
    ['/settlements', 'Where you are settled'],
    [`/settlements/${settlementId}`, 'Money'],
    ['/reports', 'Reports'],
    ['/webhooks', 'Deliveries'],
    [`/webhooks/${deliveryId}`, 'Attempts'],
    ['/access', 'Client credentials'],
  ] as const;
}

/** Pages that are made of the parts of others, or that both sites have. */
export function otherTeamPaths({ transferId }: TeamMade): readonly string[] {
  return [`/payments/${transferId}`, '/team', '/security'];
}

export async function fillTeam(
  world: ConsoleWorld,
  merchantId: MerchantId,
  who: SignedIn,
): Promise<TeamMade> {
  const at = new Date();
  const money = { minor: 12_34_567_89n, currency: 'INR' } as const;
  await fundWallet(world.pool, {
    actor: 'test',
    merchantId,
    fundingId: newId(at.getTime()),
    money,
    at,
  });
  const ask = async (method: 'POST' | 'PUT', path: string, body: object = {}) => {
    const answer = await askConsole(world.address, who, path, { method, body });
    assert.ok(answer.status < 300, `${path} ${JSON.stringify(answer.body)}`);
    return answer.body as Record<string, string>;
  };
  const form = { name: 'Asha Rao', accountNumber: '1234567890', ifsc: 'HDFC0000001' };
  const payout = (amount: string) =>
    ask('POST', '/payouts', { ...form, amount, formKey: randomUUID() });
  const { paymentId = '' } = await payout('5000.00');
  await payout('1250.50');
  const link = await ask('POST', '/links', {
    ...{ amount: '499', customerName: 'Ravi Kumar', minutes: '60', formKey: randomUUID() },
  });
  const lines = ['name,vpa,amount', 'Meena Devi,meena@upi,100', 'Zoya Ali,zoya@upi,250'];
  const checked = (await ask('POST', '/payout-batches/check', { lines })) as unknown;
  const [sum] = (checked as CheckedBatchAnswer).totals;
  const shown = `INR 2 ${sum?.total.minor ?? ''}`;
  const batch = await ask('POST', '/payout-batches', {
    ...{ lines, fileName: 'salaries.csv', shown, formKey: randomUUID() },
  });
  await ask('PUT', '/webhooks/endpoint', { url: 'http://127.0.0.1:9/hook' });
  const ping = await ask('POST', '/webhooks/endpoint/ping');
  await ask('POST', '/access/client/rotate');
  await ask('POST', '/access/xprizo/keys', { name: 'Web shop', description: 'Orders of the shop' });
  await ask('POST', '/access/xprizo/keys/1/addresses', { address: '203.0.113.0/24' });
  await ask('POST', '/saved-filters/payments', { name: 'Failed', query: 'state=failed' });
  const transferId = await transferFrom(world, merchantId);
  const order = { merchantId, actor: 'test', nowMs: at.getTime() };
  await setTerms(world.pool, order, { enabled: true, coolingOffHours: 0 });
  await allowAddress(world.pool, {
    ...{ merchantId, network: 'BANK', address: 'HDFC0000001/5010012345' },
    ...{ label: 'Current account', by: 'test', at, isKnownIfsc: () => true },
  });
  const terms = await askConsole(world.address, who, '/settlements/terms');
  const [address] = (terms.body as { addresses: { addressId: string }[] }).addresses;
  const settled = { amount: '1000', addressId: address?.addressId ?? '' };
  const { settlementId = '' } = await ask('POST', '/settlements', settled);
  return {
    ...{ paymentId, transferId, settlementId },
    linkId: link['paymentId'] ?? '',
    batchId: batch['batchId'] ?? '',
    deliveryId: ping['deliveryId'] ?? '',
  };
}

/** To a wallet of somebody else, who has not agreed yet. */
async function transferFrom(world: ConsoleWorld, merchantId: MerchantId): Promise<string> {
  const payeeId = await world.newMerchant('Deccan Foods');
  const at = Date.now();
  const id = newId<'transfer'>(at);
  const one = { ...knownAt(3, [merchantId]), id, merchantId, payeeId, atMs: at };
  await insertKnown(world.pool, [
    { ...one, kind: 'transfer', status: 'pending', method: 'send', currency: 'INR' },
  ]);
  await world.pool.query(
    `insert into xprizo_transactions (merchant_id, transaction_id, kind, transaction_no, approval_key, wallet_no,
       reference, created_by, description, created_at)
     values ($1, $2, 'send_payment', 1, 'DEP00ABC1234567', 1, 'RENT-MAY', $1, 'Rent of May', now())`,
    [merchantId, id],
  );
  await world.pool.query(
    `insert into transfer_history (merchant_id, transfer_id, version, from_status, to_status, because, acted_by, at)
     values ($1, $2, 1, null, 'pending', 'asked', 'test', now())`,
    [merchantId, id],
  );
  return id;
}
