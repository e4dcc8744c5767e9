/** Merchants who use all three contracts at once, and what they have that has an id. */
import { createApiKey } from '../../../src/identity/api-keys.ts';
import { systemClock } from '../../../src/kit/clock.ts';
import { setProfileWebhook } from '../../../src/merchants/profiles.ts';
import { liftedLimits } from '../../../src/merchants/merchant.ts';
import { onboardMerchant, type Onboarded } from '../../../src/payments/onboard-merchant.ts';
import type { WholeGateway } from '../whole-gateway.ts';
import { call as callXpayout, payout } from '../xpayout/gateway.ts';
import { call as callXprizo } from '../xprizo/gateway.ts';
import type { Kind } from './requests.ts';

export interface Owner extends Onboarded {
  readonly name: string;
  /** Of XoomPe. */
  readonly token: string;
  readonly ids: Readonly<Partial<Record<Kind, string | number>>>;
}

let made = 0;
export const newReference = (): string => `NEW-${String((made += 1))}`;

/** `rank`: how many keys and payments it has, so that no number of one is by chance one of another. */
export async function openOwner(
  gateway: WholeGateway,
  name: string,
  rank: number,
  friend?: Owner,
): Promise<Owner> {
  const { pool, secrets } = gateway.app;
  const onboarded = await onboardMerchant(
    {
      ...{ pool, sealer: secrets.sealer, clock: systemClock },
      checkUrl: () => ({ ok: true }),
      newWebhookSecret: () => 'secret',
    },
    {
      ...{ name, environment: 'sandbox', actor: 'test', password: `the password of ${name}` },
      email: `${name.toLowerCase().replaceAll(' ', '.')}@merchant.example`,
      funds: (['INR', 'USD', 'KES'] as const).map((currency) => ({
        currency,
        minor: 10_000_000_00n,
      })),
      limits: liftedLimits,
      xpayout: { activate: true },
    },
  );
  const order = { ...onboarded, actor: 'test', nowMs: Date.now() };
  for (let nth = 0; nth < rank; nth += 1)
    await createApiKey(pool, order, { name: `${name} ${String(nth)}`, description: name });
  for (const kind of ['approval', 'payment', 'request_payment'] as const)
    await setProfileWebhook(pool, order, kind, `https://${String(rank)}.shop.example/hook`);
  const { accessToken } = await tokensOf(gateway, onboarded.xoompe);
  const owner: Owner = { ...onboarded, name, token: accessToken, ids: {} };
  return { ...owner, ids: await idsOf(gateway, owner, rank, friend) };
}

async function tokensOf({ url }: WholeGateway, login: object) {
  const reply = await fetch(`${url}/XoomPeAPI/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(login),
  });
  return (await reply.json()) as { accessToken: string };
}

async function idsOf(gateway: WholeGateway, owner: Owner, rank: number, friend?: Owner) {
  const { xprizo, xoompe, merchantNo } = owner;
  const walletOf = (currency: string) =>
    Number(xprizo.accounts.find((one) => one.currency === currency)?.id);
  const reference = `REF-${String(rank)}`;
  const order = payout({ order_id: reference, reference_id: `SECOND-${String(rank)}` });
  const { body } = await callXpayout(gateway, owner.xpayout, {
    route: 'api_create_order',
    body: order,
  });
  const ids: Partial<Record<Kind, string | number>> = {
    ...{
      'INR wallet': walletOf('INR'),
      'USD wallet': walletOf('USD'),
      'KES wallet': walletOf('KES'),
    },
    ...{ reference, reference_id: `SECOND-${String(rank)}`, profile: merchantNo },
    'gateway number': String(body.data?.['gateway_order_id']),
    number: await numberOf(gateway, owner, rank),
    'key number': rank + 1,
    'client id': xoompe.clientId,
    'client secret': xoompe.clientSecret,
    'e-mail': xoompe.email,
    password: xoompe.password,
  };
  if (friend === undefined) return ids;
  const sent = {
    fromAccountId: ids['INR wallet'],
    toAccountId: friend.ids['INR wallet'],
    amount: 7,
  };
  const send = { ...sent, reference: `SENT-${String(rank)}` };
  await callXprizo(gateway, xprizo, '/Transaction/SendPayment?action=1', { body: send });
  const moved = await callXprizo(
    gateway,
    xprizo,
    `/Wallet/TransactionByReference/${String(walletOf('INR'))}?reference=SENT-${String(rank)}`,
  );
  const { id: entry, tranHeadId: transaction } = moved.body as Record<string, number>;
  return {
    ...ids,
    'sent reference': send.reference,
    ...(entry !== undefined && { entry }),
    ...(transaction !== undefined && { transaction }),
    'approval key': await approvalKeyOf(gateway, ids, friend),
  };
}

async function numberOf({ url }: WholeGateway, { token, name }: Owner, rank: number) {
  const reply = await fetch(`${url}/XoomPeAPI/Payout/CreateTransaction`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      ...{ beneficiaryName: `Payee of ${name}`, ifsc: 'ABCD0123456', amount: 5_000 + rank },
      ...{
        beneficiaryAccountNumber: '123456789012',
        clientTransactionRefNo: `TXN-${String(rank)}`,
      },
    }),
  });
  return String(((await reply.json()) as Record<string, unknown>)['transactionNumber']);
}

/** That the owner has spent on a payout. */
export async function spentReference(gateway: Pick<WholeGateway, 'url'>, { xpayout }: Owner) {
  const reference = newReference().replace('NEW', 'SPENT');
  const body = payout({ order_id: reference });
  await callXpayout(gateway, xpayout, { route: 'api_create_order', body });
  return reference;
}

/** Of a payment that the friend asks the owner for. */
export async function approvalKeyOf(
  gateway: Pick<WholeGateway, 'url'>,
  payer: Owner['ids'],
  friend: Owner,
): Promise<string> {
  const body = {
    ...{ fromAccountId: payer['INR wallet'], toAccountId: friend.ids['INR wallet'] },
    ...{ amount: 3, reference: newReference() },
  };
  const asked = await callXprizo(gateway, friend.xprizo, '/Transaction/RequestPayment', { body });
  return (asked.body as { key: string }).key;
}
