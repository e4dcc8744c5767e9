/** The Xprizo contract from the merchant's side: requests and the reading of their answers. */
import type { Answer } from './history.ts';
import type { Order, XprizoCall, XprizoWish } from './order.ts';
import type { XprizoAccess } from './xprizo-access.ts';
import type { SignedRequest } from './xpayout.ts';

/** Where the customer comes back to; nobody goes there. */
const shop = 'http://127.0.0.1:9/back';

const paths: Readonly<Record<XprizoCall, string>> = {
  'card deposit': 'Transaction/CardDeposit',
  'UPI deposit': 'Transaction/UpiDeposit',
  'M-Pesa deposit': 'Transaction/MPesaDeposit',
  'M-Pesa withdrawal': 'Transaction/MPesaWidthdrawal',
  request: 'Transaction/RequestPayment',
  'send and approve': 'Transaction/SendPayment?action=0',
  'send at once': 'Transaction/SendPayment?action=1',
  'send and hold': 'Transaction/SendPayment?action=2',
  exchange: 'Transaction/WalletExchange',
};

export function xprizoRequest(
  { apiKey }: Pick<XprizoAccess, 'apiKey'>,
  method: 'GET' | 'POST' | 'PUT',
  place: string,
  body?: object,
): SignedRequest {
  const type = 'application/json; x-api-version=1.0';
  const headers = { 'x-api-key': apiKey, 'x-api-version': '1.0', 'content-type': type };
  return {
    method,
    path: `/api/${place}`,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}

export function xprizoOrder(access: XprizoAccess, order: Order, wish: XprizoWish): SignedRequest {
  const { call, description, waits = false } = wish;
  const { reference, amount } = order;
  const body = { reference, amount, description, ...partsOf(access, order, wish) };
  const query = waits ? '?useApprovalProcess=true' : '';
  return xprizoRequest(access, 'POST', paths[call] + query, body);
}

function partsOf({ accounts }: XprizoAccess, { account }: Order, wish: XprizoWish): object {
  const own = accounts[wish.currency];
  switch (wish.call) {
    case 'card deposit':
      return { accountId: own, ...cardParts(wish) };
    case 'UPI deposit':
      return {
        ...{ accountId: own, currencyCode: wish.currency, type: 1, redirect: shop },
        customerData: { name: `Torture Customer ${wish.nth}`, address: { countryCode: 'IN' } },
      };
    case 'M-Pesa deposit':
      return { accountId: own, mobileNumber: wish.phone };
    case 'M-Pesa withdrawal':
      return { accountId: own, mobileNumber: account };
    case 'request':
      return { fromAccountId: Number(account), toAccountId: own };
    case 'send and approve':
    case 'send at once':
    case 'send and hold':
    case 'exchange':
      return { fromAccountId: own, toAccountId: Number(account) };
  }
}

function cardParts({ nth, transferInto }: XprizoWish): object {
  const name = `Torture Customer ${nth}`;
  const digits = String(nth).padStart(7, '0');
  const address = { address: '1', street: 'High Street', city: 'Nairobi', zipPostalCode: '00100' };
  return {
    customerData: {
      ...{ name, email: `c${nth}@example.com`, mobile: `+1202${digits}` },
      ...{ birthDate: '1990-02-28', gender: 'X', ipAddress: '192.0.2.7' },
      address: { ...address, countryCode: 'KE' },
    },
    creditCard: {
      ...{ name, number: cardNumber(`41002800${digits}`) },
      ...{ expiryMonth: 12, expiryYear: 2031, cvv: '123' },
    },
    ...{ routingCode: 'MAN1', redirect: shop },
    ...(transferInto !== undefined && { transferAccountId: transferInto }),
  };
}

/** With the check digit of Luhn behind it. */
function cardNumber(digits: string): string {
  const doubled = Array.from(digits)
    .reverse()
    .map((digit, place) => Number(digit) * (2 - (place % 2)));
  const sum = doubled.reduce((total, each) => total + (each > 9 ? each - 9 : each), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

interface Body {
  readonly key?: string;
  readonly status?: string;
  readonly value?: string;
  readonly id?: number;
  readonly ttl?: number;
  readonly errorCode?: number;
  readonly message?: string;
  readonly title?: string;
}

const noFunds = 9004;
const isThere: readonly number[] = [9006, 9007];

/** A number is the transaction's own; before it has one, what is answered is the key of its approval. */
export function readXprizoAnswer(status: number, body: object): Answer {
  const { key, id, ttl, value, status: word, errorCode = 0, message, title } = body as Body;
  if (status === 200 && ttl !== undefined && key !== undefined)
    return { kind: 'ok', status, number: key, shown: 'Pending', isNew: true, approvalKey: key };
  if (status === 200 && id !== undefined)
    return { kind: 'ok', status, number: numberOf(String(id)), shown: 'Active', isNew: true };
  if (status === 200 && key !== undefined && word !== undefined) {
    const about = { kind: 'ok', status, number: numberOf(key), shown: word, isNew: true } as const;
    return word === 'Redirect' && value !== undefined ? { ...about, page: value } : about;
  }
  const why = `${status} ${message ?? title ?? ''}`.trim();
  if (status === 400 && isThere.includes(errorCode))
    return { kind: 'ok', status, number: undefined, shown: '', isNew: false };
  if (status === 400 && errorCode === noFunds)
    return { kind: 'fail', status, why, isRightful: true };
  return { kind: status >= 500 ? 'info' : 'fail', status, why };
}

function numberOf(key: string): string {
  return /^\d+$/.test(key) ? `XZ${key}` : key;
}
