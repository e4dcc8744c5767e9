/** `POST /Transaction/CardDeposit`: the pay-in is committed, and only then the card is told to the acquirer, once. */
import type { CardDetails } from '../../kit/card.ts';
import { DomainError } from '../../kit/errors.ts';
import { claimCustomer, spelling, type Taken } from '../../merchants/customers.ts';
import { findRoutingCode, sandboxCode } from '../../merchants/routing-codes.ts';
import { findWallet } from '../../merchants/wallets.ts';
import { authoriseCard, type CardTerms } from '../../payments/collect-payin.ts';
import type { CardAcquirer, CardCustomer } from '../../providers/card-acquirer.ts';
import { readCard } from './card-fields.ts';
import { readCustomer } from './customer-fields.ts';
import { createDeposit, detailsOf, readOrder, type PaymentOrder } from './deposit-order.ts';
import type { Fields } from './fields.ts';
import type { Work } from './gate.ts';
import { challengePath, challengeReturnPath } from './page-addresses.ts';
import type { XprizoParts } from './parts.ts';
import { depositResult } from './payment-result.ts';
import { needAddress } from './return-url.ts';
import { orUnavailable } from './transfer-fields.ts';

const dayMs = 86_400_000;

export function cardDeposit(parts: XprizoParts): Work {
  return async (caller, { body, query }) => {
    const acquirer = parts.deposits.cards;
    if (acquirer === undefined) throw new DomainError('order.service_unavailable');
    const waits = query.flag('useApprovalProcess') ?? false;
    const fields = body();
    const order = await readOrder(parts, caller, fields);
    const card = readCard(fields, order.wallet.currency, order.at, parts.deposits.isLenient);
    try {
      return await take(parts, acquirer, order, { fields, card, waits });
    } catch (error) {
      card.wipe();
      throw error;
    }
  };
}

interface Offered {
  readonly fields: Fields;
  readonly card: CardDetails;
  /** The answer does not wait for the acquirer. */
  readonly waits: boolean;
}

async function take(
  parts: XprizoParts,
  acquirer: CardAcquirer,
  order: PaymentOrder,
  { fields, card, waits }: Offered,
) {
  const { isLenient, publicUrl, collect } = parts.deposits;
  if (!isLenient && order.description === '')
    throw fields.fault('description', 'description required');
  const customer = readCustomer(fields, isLenient);
  if (!isLenient && spelling(customer.name) !== spelling(card.reveal().holder))
    throw fields.fault('customerData.name', 'Name must match the name on the card');
  const returnUrl = needAddress(fields, 'redirect', order.owner.environment);
  const routingCode = await routingIn(parts, order, fields);
  const transferWalletNo = await transferWalletIn(parts, order, fields);
  const cardPrint = card.number.fingerprint(parts.deposits.printKey);
  await claim(parts, order, customer, cardPrint);
  const details = await detailsOf(parts, order, {
    ...{ kind: 'card_deposit', returnUrl, routingCode, transferWalletNo },
    customerName: customer.name,
  });
  const about = { method: 'card', provider: acquirer, lifeMs: dayMs, details } as const;
  const made = await createDeposit(parts, order, about);
  const terms: CardTerms = {
    ...{ routeCode: routingCode, description: order.description.slice(0, 100), customer },
    returnUrl: publicUrl + challengeReturnPath(details.approvalKey),
  };
  const { merchantId, payinId } = made;
  const tried = { merchantId, payinId, cardPrint, customer, at: order.at };
  const judged: Pick<CardAcquirer, 'authorise'> = {
    authorise: async (told, details) =>
      (await parts.deposits.judgeTry(tried)) ?? acquirer.authorise(told, details),
  };
  const outcome = authoriseCard(collect, judged, made, terms, card);
  if (waits) {
    parts.deposits.goOn(outcome);
    return depositResult(made, details, null);
  }
  const payin = await outcome;
  const challenge = publicUrl + challengePath(details.approvalKey);
  return depositResult(payin, details, payin.challengeUrl === null ? null : challenge);
}

async function routingIn(
  { pool }: XprizoParts,
  { wallet, owner, amountMinor }: PaymentOrder,
  fields: Fields,
): Promise<string | null> {
  const code = fields.text('routingCode');
  if (code === undefined) return null;
  const found = await orUnavailable(findRoutingCode(pool, wallet, code.slice(0, 64)));
  if (found === undefined && isOfTheSandbox(owner, code)) return code;
  const shown = `Invalid routing code (${code.slice(0, 64)})`;
  if (found === undefined) throw new DomainError('routing.unknown', { reason: shown });
  const { minimumMinor, maximumMinor } = found;
  if (amountMinor < minimumMinor || (maximumMinor !== null && amountMinor > maximumMinor))
    throw fields.fault('amount', 'The amount is outside the limits of the routing code');
  return code;
}

function isOfTheSandbox({ environment }: PaymentOrder['owner'], code: string): boolean {
  return environment === 'sandbox' && code === sandboxCode.code;
}

/** Another wallet of the same owner, in another currency. */
async function transferWalletIn(
  { pool }: XprizoParts,
  { wallet }: PaymentOrder,
  fields: Fields,
): Promise<bigint | null> {
  const walletNo = fields.whole('transferAccountId');
  if (walletNo === undefined || walletNo === 0n) return null;
  const into = await orUnavailable(findWallet(pool, walletNo));
  const isFit =
    into?.merchantId === wallet.merchantId &&
    into.status === 'active' &&
    into.currency !== wallet.currency;
  if (!isFit) throw fields.fault('transferAccountId', 'Invalid transferAccountId');
  return walletNo;
}

const takenCodes = {
  email: 'customer.email_taken',
  mobile: 'customer.mobile_taken',
  card: 'customer.card_taken',
} as const satisfies Record<Taken, string>;

async function claim(
  { pool, deposits }: XprizoParts,
  { wallet, at }: PaymentOrder,
  { name, email, mobile }: CardCustomer,
  cardPrint: string,
): Promise<void> {
  const customer = { name, email, mobile, cardPrint };
  const taken = await orUnavailable(
    claimCustomer(pool, wallet.merchantId, customer, deposits.printKey, at),
  );
  if (taken !== undefined) throw new DomainError(takenCodes[taken]);
}
