/** The payment page on a real server, over a shelf of pay-ins that a test changes as the bank would. */
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { readConfig } from '../../src/config.ts';
import { openServer } from '../../src/http/server.ts';
import { newId } from '../../src/kit/ids.ts';
import { openPaymentPage, type PaymentPage } from '../../src/payment-page.ts';
import type { PayinView } from '../../src/payments/payin-view.ts';
import type { Ending } from '../kit/ending.ts';
import { freePort } from '../../torture/free-port.ts';

export interface Checkout {
  readonly origin: string;
  readonly page: PaymentPage;
  /** Puts a pay-in on the shelf; what is not said is a payment of ₹1,200.50 that is open for 15 minutes. */
  payin(fields?: Partial<PayinView>): PayinView;
  /** News of a pay-in. */
  change(payin: PayinView, fields: Partial<PayinView>): void;
  linkOf(payin: PayinView): string;
  /** How often the shelf was asked. */
  looks(): number;
  /** Moves the clock of the gateway. */
  passes(seconds: number): void;
  /** Until it is taken back, whoever looks onto the shelf meets this. */
  breaks(fault: Error | undefined): void;
  /** What is to end before the server does: an open page asks on. */
  beforeClosing(end: () => Promise<void>): void;
}

export interface CheckoutSettings {
  readonly env?: Readonly<Record<string, string>>;
  readonly payLinkKeys?: readonly Buffer[];
}

export async function openCheckout(
  t: Ending,
  { env = {}, payLinkKeys = [randomBytes(32)] }: CheckoutSettings = {},
): Promise<Checkout> {
  const port = await freePort();
  const config = readConfig({ PORT: String(port), ...env });
  const shelf = new Map<string, PayinView>();
  let [looks, aheadMs] = [0, 0];
  let fault: Error | undefined;
  const page = openPaymentPage({
    config,
    payLinkKeys,
    clock: { now: () => new Date(Date.now() + aheadMs) },
    findPayin: async (merchantId, payinId) => {
      looks += 1;
      if (fault !== undefined) throw fault;
      return shelf.get(`${merchantId}/${payinId}`);
    },
    payerPageUrl: (upiIntent) => `http://127.0.0.1:9/upi/pay?${upiIntent.split('?')[1] ?? ''}`,
  });
  const server = openServer({
    doors: [page.door],
    checkReadiness: () => Promise.resolve([]),
    log: pino({ level: 'silent' }),
  });
  await server.listen('127.0.0.1', port);
  const endings: (() => Promise<void>)[] = [];
  t.after(async () => {
    const ended = await Promise.allSettled(endings.map((end) => end()));
    await server.close();
    for (const ending of ended) if (ending.status === 'rejected') throw ending.reason;
  });
  const put = (view: PayinView): void => {
    shelf.set(`${view.merchantId}/${view.payinId}`, view);
  };
  return {
    origin: config.publicUrl,
    page,
    payin: (fields = {}) => {
      const view = { ...openPayin(config.environment), ...fields };
      put(view);
      return view;
    },
    change: (payin, fields) => {
      put({ ...payin, ...fields });
    },
    linkOf: (payin) => page.paymentUrlOf(payin),
    looks: () => looks,
    passes: (seconds) => {
      aheadMs += seconds * 1_000;
    },
    breaks: (value) => {
      fault = value;
    },
    beforeClosing: (end) => {
      endings.push(end);
    },
  };
}

function openPayin(environment: PayinView['environment']): PayinView {
  const payinId = newId(Date.now());
  return {
    merchantId: newId(Date.now()),
    payinId,
    environment,
    merchantName: 'Asha Books & Stationery',
    transactionNumber: 'GW202611251530000042',
    reference: 'ORDER-10001',
    amountMinor: 1_200_50n,
    currency: 'INR',
    status: 'created',
    expiresAt: new Date(Date.now() + 900_000),
    upiIntent: `upi://pay?pa=hundi.collect@sandbox&pn=Asha%20Books%20%26%20Stationery&mc=5942&tr=${payinId.replaceAll('-', '')}&am=1200.50&cu=INR&mode=05&tn=ORDER-10001`,
    returnUrl: 'https://shop.example/thanks?order=10001',
    receivedMinor: null,
    utr: null,
    cancelUrl: null,
    approvalKey: null,
  };
}
