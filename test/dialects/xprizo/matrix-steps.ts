/** What callers, customers, payers and providers do in the rows of the matrix of statuses. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createCredential } from '../../../src/identity/credentials.ts';
import { issueApiCredential } from '../../../src/identity/api-credentials.ts';
import { newId } from '../../../src/kit/ids.ts';
import { fundWallet } from '../../../src/merchants/fund-wallet.ts';
import { setExchangeRate } from '../../../src/merchants/exchange-rates.ts';
import { setPayinTerms, type PayinTerms } from '../../../src/payments/payin-terms.ts';
import { startInbox, type InboxAnswer } from '../../kit/merchant-inbox.ts';
import { call as signedCall, payout } from '../xpayout/gateway.ts';
import { cardDeposit, type Json, type Reply } from './deposit-world.ts';
import { hearAt, hurry, type Ask, type Stage, type Step } from './matrix-stage.ts';

const accountId = ({ shop, currency }: Stage, of = shop) => Number(of.wallet(currency).walletNo);
const changing = () => ({ actor: 'test', nowMs: Date.now() });

/** In one word, whichever of the three shapes it has. */
function wordOf(stage: Stage, { status, body }: Reply): string {
  stage.answer = body;
  if (status !== 200) return `${String(status)} ${String(body['message'])}`;
  return String(body['status'] ?? body['description'] ?? (body['key'] && 'waits'));
}

function posted(path: string, bodyOf: (stage: Stage) => Json): Ask {
  return async (stage) => {
    const { world, shop, reference } = stage;
    const body = { reference, description: 'Tea', ...bodyOf(stage) };
    return wordOf(stage, await world.call(shop, 'POST', path, body));
  };
}

/** `query`: behind the path. A route of its own keeps the rules of rows apart. */
export function card(fields: Json, query = ''): Ask {
  return posted(`/Transaction/CardDeposit${query}`, (stage) => ({
    ...cardDeposit(stage.shop.wallet('USD').walletNo, stage.reference, fields),
    description: 'Tea',
  }));
}

export function mpesa(description: string, path = 'MPesaDeposit', amount: unknown = 500): Ask {
  return posted(`/Transaction/${path}`, (stage) => ({
    ...{ mobileNumber: stage.mobile, accountId: accountId(stage), description, amount },
  }));
}

export function withdrawal(description: string, amount: unknown = 500): Ask {
  return mpesa(description, 'MPesaWidthdrawal', amount);
}

export function upi(fields: Json = {}): Ask {
  return posted('/Transaction/UpiDeposit', (stage) => ({
    ...{ amount: '250.50', currencyCode: 'INR', type: 1, accountId: accountId(stage) },
    customerData: { name: 'Asha Rao', address: { countryCode: 'IN' } },
    ...{ redirect: 'http://127.0.0.1:9/back', ...fields },
  }));
}

/** The person is asked to pay the shop. */
export const request: Ask = posted('/Transaction/RequestPayment', (stage) => ({
  ...{ fromAccountId: accountId(stage, stage.person), toAccountId: accountId(stage), amount: 12.5 },
}));

export function send(action: number, amount: unknown = 12.5): Ask {
  return posted(`/Transaction/SendPayment?action=${String(action)}`, (stage) => ({
    ...{ fromAccountId: accountId(stage), toAccountId: accountId(stage, stage.person), amount },
  }));
}

/** The shop's payment webhook answers like this, and like the last of them from then on. */
export function sendHeld(...answers: readonly [InboxAnswer, ...InboxAnswer[]]): Ask {
  return async (stage) => {
    const inbox = await startInbox();
    inbox.next(...answers);
    inbox.always(answers.at(-1) ?? answers[0]);
    stage.world.endings.push(() => inbox.stop());
    await hearAt(stage, 'payment', inbox.url);
    return send(2)(stage);
  };
}

export const exchange: Ask = async (stage) => {
  const rate = { from: 'USD', into: 'KES', rate: '129.25', spreadBasisPoints: 0 } as const;
  await setExchangeRate(stage.world.app.pool, rate, changing());
  const into = Number(stage.shop.wallet('KES').walletNo);
  return posted('/Transaction/WalletExchange', () => ({
    ...{ fromAccountId: accountId(stage), toAccountId: into, amount: 2 },
  }))(stage);
};

/** A payout of XoomPe to an account that the sandbox bank treats in its own way. */
export function xoompe(beneficiaryAccountNumber: string, amount = 5_000): Ask {
  return async ({ world: { app, url }, shop, reference }) => {
    const credential = await createCredential(app.pool, { ...shop, ...changing() });
    const post = async (path: string, body: object, token = '') => {
      const reply = await fetch(`${url}/XoomPeAPI${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      });
      return (await reply.json()) as Json;
    };
    const { accessToken } = await post('/token', credential);
    const order = { beneficiaryName: 'John Doe', beneficiaryAccountNumber, ifsc: 'ABCD0123456' };
    const wish = { ...order, amount, clientTransactionRefNo: reference };
    const made = await post('/Payout/CreateTransaction', wish, String(accessToken));
    const transaction = made['transaction'] as Json | undefined;
    return String(transaction?.['status'] ?? made['message']);
  };
}

async function ordered(stage: Stage, body: Json): Promise<string> {
  const { world, shop, reference: order_id } = stage;
  const { pool, secrets } = world.app;
  const here = ['127.0.0.1'];
  const access = {
    ...({ hmacMode: 'required', marketplaceCode: 'STANDARD', apiEnabled: true } as const),
    ...{ registeredAddresses: here, approvedAddresses: here },
  };
  const order = { ...shop, ...changing(), sealer: secrets.sealer, access };
  const credential = await issueApiCredential(pool, order);
  const made = { route: 'api_create_order', body: { ...body, order_id } };
  const reply = await signedCall(world, credential, made);
  stage.answer = { ...reply.body.data };
  const status = reply.body.data?.['status'] as string | undefined;
  return status ?? reply.body.code ?? reply.text;
}

export function xpayoutOut(account_number: string, amount = 100): Ask {
  return (stage) => ordered(stage, payout({ amount }, { account_number }));
}

export const xpayoutIn: Ask = async (stage) => {
  const inbox = await startInbox();
  stage.world.endings.push(() => inbox.stop());
  return ordered(stage, {
    ...{ service_type: 'payin', amount: 250.5, currency: 'INR', customer_name: 'Test User' },
    callback_url: inbox.url,
  });
};

/** Set beforehand. */
export function first(...steps: readonly Step[]): (ask: Ask) => Ask {
  return (ask) => async (stage) => {
    for (const step of steps) await step(stage);
    return ask(stage);
  };
}

export function lateIs(latePayments: PayinTerms['latePayments']): Step {
  return async ({ world, shop }) => {
    await setPayinTerms(world.app.pool, shop.merchantId, { latePayments }, changing());
  };
}

/** The acquirer does that to the next card of this route. */
export function acquirerWill(behaviour: string, routeCode: string, more: Json = {}): Step {
  return async ({ world, shop }) => {
    await world.route(shop, routeCode);
    await world.acquirer.rule(behaviour, { routeCode, ...more });
  };
}

export function mpesaWill(on: 'prompt' | 'payout', behaviour: string, more: Json = {}): Step {
  return ({ world, mobile }) =>
    world.mpesa.rule(on, behaviour, { target: mobile.slice(1), ...more });
}

/** The payment that is open, by what its provider calls it. */
async function providerReference({ world, shop, reference }: Stage): Promise<string> {
  const { rows } = await world.app.pool.query<{ name: string }>(
    'select provider_reference as name from payins where merchant_id = $1 and reference = $2',
    [shop.merchantId, reference],
  );
  return rows[0]?.name ?? '';
}

/** On the page of the customer's bank. */
export function challenge(pressed: Json): Step {
  return async (stage) => {
    await stage.world.acquirer.answer(await providerReference(stage), pressed);
  };
}

export const dispute: Step = async (stage) => {
  const path = `/control/authorisations/${await providerReference(stage)}/dispute`;
  await stage.world.acquirer.call('POST', path, {});
};

export function phone(press: 'pay' | 'cancel'): Step {
  return async ({ world, mobile }) => {
    const { status, body } = await world.mpesa.control('POST', 'phone', {
      ...{ msisdn: mobile.slice(1), press },
    });
    if (status !== 200) throw new Error(JSON.stringify(body));
  };
}

/** At the customer's bank. */
export function pays(amount: string, more: Json = {}): Step {
  return async (stage) => {
    const order = { reference: await providerReference(stage), amount, ...more };
    const { status, body } = await stage.world.bank.call('POST', '/control/collections', order);
    if (status !== 201) throw new Error(JSON.stringify(body));
    stage.answer = { ...stage.answer, payments: body['collections'] };
  };
}

export const bankTakesBack: Step = async ({ world, answer }) => {
  const [payment] = answer['payments'] as { paymentId: string }[];
  await world.bank.call('POST', `/control/collections/${payment?.paymentId ?? ''}/reverse`, {});
};

export const cancelsOnPage: Step = async ({ world, answer }) => {
  const path = `/api/card/DepositCancel?key=${String(answer['key'])}`;
  await fetch(world.url + path, { method: 'POST', redirect: 'manual' });
};

/** Who of the two; `wants`: the status of the answer. */
export function approval(call: string, who: 'shop' | 'person', wants = 200, query = ''): Step {
  return async (stage) => {
    const path = `/Transaction/${call}?key=${String(stage.answer['key'])}${query}`;
    const reply = await stage.world.call(stage[who], 'GET', path);
    if (reply.status !== wants) throw new Error(JSON.stringify(reply));
  };
}

/** All that was made of the stage is a day older, its time is over. */
export const aDayPasses: Step = async ({ world: { app }, shop, person }) => {
  const owners = [[shop.merchantId, person.merchantId]];
  for (const table of ['payins', 'transfers', 'incoming_transfers'])
    await app.pool.query(
      `update ${table} set created_at = created_at - interval '1 day',
         expires_at = expires_at - interval '25 hours' where merchant_id = any ($1)`,
      owners,
    );
};

/** The payer of a request has that much in INR. */
export function payerHas(minor: bigint): Step {
  return async ({ world: { app }, person: { merchantId } }) => {
    const at = new Date();
    const money = { minor, currency: 'INR' } as const;
    await fundWallet(app.pool, {
      actor: 'test',
      merchantId,
      fundingId: newId(at.getTime()),
      money,
      at,
    });
  };
}

/** The bank returns what it has paid for the shop. */
export const bankReturns: Step = async ({ world, shop }) => {
  const { rows } = await world.app.pool.query<{ name: string }>(
    'select provider_reference as name from payout_attempts where merchant_id = $1',
    [shop.merchantId],
  );
  await world.bank.call('POST', `/control/transfers/${rows[0]?.name ?? ''}/reverse`, {});
};

export function caseOpens(code: string): Step {
  return until(`a case ${code}`, 'select 1 from cases where merchant_id = $1 and code = $2', code);
}

export const isGivenBack: Step = until(
  'a refund',
  'select 1 from payin_facts where merchant_id = $1 and kind = $2',
  'refunded',
);

function until(what: string, sql: string, value: string): Step {
  return async (stage) => {
    const { world, shop } = stage;
    for (let tries = 0; tries < 900; tries += 1) {
      const { rows } = await world.app.pool.query(sql, [shop.merchantId, value]);
      if (rows.length > 0) return;
      if (tries % 10 === 5) await hurry(stage);
      await sleep(100);
    }
    throw new Error(`There was never ${what}.`);
  };
}
