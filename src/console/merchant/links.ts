/** Payment links by hand: made, shown with a code to scan, taken back. */
import { renderSVG } from 'uqr';
import { DomainError } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { MoneyError, parseWrittenMoney } from '../../kit/money.ts';
import { writeAuditEvent } from '../../merchants/audit.ts';
import { findMerchant } from '../../merchants/find-merchant.ts';
import { anyProvider, findMarketplaceOf, planInForce } from '../../merchants/marketplaces.ts';
import { placeAt, type CreatePayinAnswer } from '../../payments/create-payin.ts';
import type { Payin } from '../../payments/payin.ts';
import { servesPayin } from '../../payments/provider-sets.ts';
import { findPaymentLink, listPaymentLinks, type PaymentLink } from '../../views/payment-links.ts';
import type { LinkAnswer, LinkRow, LinksAnswer, MadeLinkAnswer } from '../answers/links.ts';
import { merchantOf, type RouteRequest, type TeamRoute } from '../route.ts';
import { actorOf } from './actor.ts';
import type { PaymentLinks, TeamDeps } from './deps.ts';
import { formKeyOf } from './payouts.ts';
import { money } from './present.ts';
import { cursorOf, idOf, invalid, limitOf, searchOf, textOf } from './reading.ts';

export function linkRoutes(deps: TeamDeps): readonly TeamRoute[] {
  const read = { method: 'GET', permission: 'payments.read' } as const;
  const write = { method: 'POST', permission: 'links.create' } as const;
  const ids = { payinId: 'link' } as const;
  return [
    { ...read, path: '/links', handle: (ask) => list(deps, ask) },
    { ...write, path: '/links', handle: (ask) => make(deps, ask) },
    { ...read, path: '/links/:payinId', ids, handle: (ask) => show(deps, ask) },
    { ...write, path: '/links/:payinId/cancel', ids, handle: (ask) => cancel(deps, ask) },
  ];
}

const referenceShape = /^[A-Za-z0-9\-_./]{1,64}$/;
const emailShape = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;
const minuteMs = 60_000;
const mostMinutes = 30 * 24 * 60;

function linksOf({ links }: TeamDeps): PaymentLinks {
  if (links === undefined) throw new DomainError('order.service_unavailable');
  return links;
}

async function list({ pool }: TeamDeps, { caller, query }: RouteRequest): Promise<LinksAnswer> {
  const limit = limitOf(query);
  const page = { search: searchOf(query), before: cursorOf(query), limit: limit + 1 };
  const found = await listPaymentLinks(pool, merchantOf(caller), page);
  const rows = found.slice(0, limit).map(rowOf);
  return { rows, next: found.length > limit ? (rows.at(-1)?.paymentId ?? null) : null };
}

async function show(deps: TeamDeps, { caller, params }: RouteRequest): Promise<LinkAnswer> {
  const link = await linkOf(deps, { caller, params });
  const { payin } = link;
  const isOpen = payin.status === 'created';
  const url = isOpen ? (deps.links?.urlOf(payin) ?? null) : null;
  return {
    ...rowOf(link),
    url,
    qr: url === null ? null : renderSVG(url, { ecc: 'M', border: 4, whiteColor: '#fff' }),
    received: payin.receivedMinor === 0n ? null : money(payin.receivedMinor, payin.currency),
  };
}

async function linkOf(
  { pool }: TeamDeps,
  { caller, params }: Pick<RouteRequest, 'caller' | 'params'>,
): Promise<PaymentLink> {
  const link = await findPaymentLink(pool, merchantOf(caller), idOf(params, 'payinId'));
  if (link === undefined) throw new DomainError('console.not_found');
  return link;
}

interface LinkForm {
  readonly amountMinor: bigint;
  readonly reference: string;
  readonly customerName: string | null;
  readonly customerEmail: string | null;
  readonly lifeMs: number;
}

/** Every fault is found before any is told. */
function formOf(body: RouteRequest['body']): LinkForm {
  const faults: Record<string, string[]> = {};
  const amountMinor = amountOf(textOf(body, 'amount', 30));
  if (amountMinor <= 0n) faults['amount'] = ['Above zero, plain digits with at most 2 decimals.'];
  const reference = textOf(body, 'reference', 100);
  if (reference !== '' && !referenceShape.test(reference))
    faults['reference'] = ['1 to 64 letters, digits and - _ . /'];
  const customerName = textOf(body, 'customerName', 200);
  if (/[<>]/.test(customerName)) faults['customerName'] = ['A name has neither < nor >.'];
  const customerEmail = textOf(body, 'customerEmail', 254);
  if (customerEmail !== '' && !emailShape.test(customerEmail))
    faults['customerEmail'] = ['This is not an e-mail address.'];
  const minutes = textOf(body, 'minutes', 6);
  const life = /^[1-9]\d{0,4}$/.test(minutes) ? parseInt(minutes, 10) : 0;
  if (life < 5 || life > mostMinutes) faults['minutes'] = ['From 5 minutes to 30 days.'];
  if (Object.keys(faults).length > 0)
    throw new DomainError('request.invalid_fields', { fields: faults });
  return {
    amountMinor,
    reference: reference === '' ? `L-${formKeyOf(body).replaceAll('-', '')}` : reference,
    customerName: customerName === '' ? null : customerName,
    customerEmail: customerEmail === '' ? null : customerEmail,
    lifeMs: life * minuteMs,
  };
}

function amountOf(text: string): bigint {
  try {
    return parseWrittenMoney(text, 'INR').minor;
  } catch (error) {
    if (error instanceof MoneyError) return 0n;
    throw error;
  }
}

async function make(
  deps: TeamDeps,
  { caller, body, nowMs }: RouteRequest,
): Promise<MadeLinkAnswer> {
  const links = linksOf(deps);
  const form = formOf(body);
  const merchantId = merchantOf(caller);
  const [merchant, marketplace] = await Promise.all([
    findMerchant(deps.pool, merchantId),
    findMarketplaceOf(deps.pool, merchantId),
  ]);
  if (merchant?.status !== 'active') throw new DomainError('access.merchant_inactive');
  const at = new Date(nowMs);
  const payinId = newId<'payin'>(nowMs);
  const { amountMinor, reference, customerName, customerEmail } = form;
  const answer = await links.lane.submit({
    ...{ merchantId, payinId, reference, amountMinor, at },
    contract: 'xpayout',
    transactionNumber: await links.numbers.take(at),
    currency: 'INR',
    feePlan: planInForce('payin', merchant, marketplace),
    isServed: servesPayin(marketplace ?? anyProvider, links.provider.name),
    place: placeAt(links.provider, merchant.merchantNo, payinId),
    expiresAt: new Date(nowMs + form.lifeMs),
    details: {
      ...{ referenceId: null, customerName, customerEmail, customerMobile: null },
      ...{ requestedMode: null, callbackUrl: null, returnUrl: null, meta: null },
    },
  });
  const { payin, isNew } = madeOf(answer);
  if (isNew)
    await writeAuditEvent(deps.pool, {
      ...{ merchantId, actor: actorOf(caller), action: 'payment_link.made', nowMs },
      details: { payinId: payin.payinId, reference, amountMinor },
    });
  return { paymentId: payin.payinId };
}

function madeOf(answer: CreatePayinAnswer): { payin: Payin; isNew: boolean } {
  switch (answer.kind) {
    case 'created':
    case 'replayed':
      return { payin: answer.payin, isNew: answer.kind === 'created' };
    case 'reference_conflict':
      throw invalid('reference', 'Another payment has this reference.');
    case 'fee_exceeds_amount':
      throw invalid('amount', 'Fee and GST would leave nothing of the amount.');
    case 'not_served':
      throw new DomainError('order.service_unavailable');
  }
}

/** What a customer pays all the same is held, and nothing of it is lost. */
async function cancel(deps: TeamDeps, asked: RouteRequest): Promise<void> {
  const links = linksOf(deps);
  const { payin } = await linkOf(deps, asked);
  const { merchantId, payinId } = payin;
  if (payin.status !== 'created')
    throw new DomainError('console.conflict', { reason: `The link is ${payin.status} already.` });
  const at = new Date(asked.nowMs);
  const answer = await links.ends.submit({
    kind: 'cancel',
    by: 'merchant',
    merchantId,
    payinId,
    at,
  });
  if (answer.kind === 'refused') throw new DomainError('console.conflict', { reason: answer.why });
  links.moved(payin);
  await writeAuditEvent(deps.pool, {
    ...{ merchantId: merchantOf(asked.caller), actor: actorOf(asked.caller) },
    ...{ action: 'payment_link.cancelled', details: { payinId }, nowMs: asked.nowMs },
  });
}

function rowOf({ payin, customerName }: PaymentLink): LinkRow {
  return {
    paymentId: payin.payinId,
    transactionNumber: payin.transactionNumber,
    reference: payin.reference,
    customer: customerName ?? '',
    amount: money(payin.amountMinor, payin.currency),
    status: payin.status,
    createdAt: payin.createdAt.toISOString(),
    expiresAt: payin.expiresAt.toISOString(),
  };
}
