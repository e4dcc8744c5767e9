/** What the address of an approval is answered with, and what its form does: the payer proves who it is and decides. */
import type { IncomingMessage } from 'node:http';
import type { HttpAnswer } from '../http/door.ts';
import type { CallerAddressOf } from '../http/caller-address.ts';
import { countAttempt } from '../identity/login-attempts.ts';
import type { Pins } from '../identity/pins.ts';
import type { ProfileLogins } from '../identity/profile-logins.ts';
import type { RateLimits } from '../identity/rate-limits.ts';
import type { Queryable } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { MerchantAccess } from '../merchants/access.ts';
import { reaches, walletAccess } from '../merchants/wallet-access.ts';
import type { CarryDeps } from '../transfers/carry-on.ts';
import { acceptTransfer, refuseTransfer } from '../transfers/end-approval.ts';
import { findTransferByKey } from '../transfers/find-transfers.ts';
import type { LoadedTransfer } from '../transfers/load-transfers.ts';
import { actorOf } from '../transfers/move-money.ts';
import { approvalAddress, readApprovalKey } from './approval-link.ts';
import { approvalForm, approvalOutcome, type ApprovalView } from './approval-view.ts';
import { pageAnswer } from './layout.ts';
import type { LinkSeal, PayQuery } from './link.ts';
import { refusalPage } from './refusal-page.ts';
import type { Site } from './site.ts';

export interface ApprovalPageParts {
  readonly site: Site;
  readonly seal: LinkSeal;
  /** Of the times that a page shows. */
  readonly timeZone: string;
  readonly db: Queryable;
  readonly transfers: CarryDeps;
  readonly merchants: MerchantAccess;
  readonly logins: ProfileLogins;
  readonly pins: Pins;
  readonly rateLimits: RateLimits;
  readonly callerAddressOf: CallerAddressOf;
}

interface Opened {
  readonly found: LoadedTransfer;
  readonly view: ApprovalView;
}

/** 200 the page, 403 an address that is not ours as it stands, 410 a request whose time is over. Changes nothing. */
export async function showApproval(parts: ApprovalPageParts, query: PayQuery): Promise<HttpAnswer> {
  const opened = await open(parts, query);
  if (opened === undefined) return pageAnswer(parts.site, refusalPage(403));
  const { view } = opened;
  const waits = view.status === 'pending' && !view.isOver;
  return pageAnswer(parts.site, waits ? approvalForm(view, 200) : approvalOutcome(view));
}

/** 303 to the page, which shows what became of it; or the form again with what is wrong. */
export async function decideApproval(
  parts: ApprovalPageParts,
  query: PayQuery,
  request: IncomingMessage,
  body: unknown,
): Promise<HttpAnswer> {
  const opened = await open(parts, query);
  if (opened === undefined) return pageAnswer(parts.site, refusalPage(403));
  const { view, found } = opened;
  const form = new URLSearchParams(Buffer.isBuffer(body) ? body.toString('utf8') : '');
  try {
    if (view.status === 'pending' && !view.isOver)
      await decide(parts, found, form, parts.callerAddressOf(request));
  } catch (error) {
    const words = error instanceof DomainError ? wordsOf[error.code] : undefined;
    if (words === undefined) throw error;
    const userName = form.get('userName')?.slice(0, 254) ?? '';
    const [status, fault] = words;
    return pageAnswer(parts.site, approvalForm(view, status, { fault, userName }));
  }
  return {
    status: 303,
    headers: { location: view.address, 'cache-control': 'no-store' },
    body: '',
  };
}

const wordsOf: Readonly<Partial<Record<DomainError['code'], readonly [number, string]>>> = {
  'login.refused': [400, 'User name and password do not match.'],
  'rate.exceeded': [429, 'Too many attempts. Please wait a minute and try again.'],
  'access.forbidden': [403, 'This profile may not decide about this payment.'],
  'pin.refused': [400, 'The approval PIN is missing or wrong.'],
  'pin.locked': [400, 'The approval PIN was wrong too often. Please try again later.'],
  'payout.insufficient_funds': [400, 'Your wallet does not cover this payment. Nothing was paid.'],
  'order.service_unavailable': [
    400,
    'Payments between wallets are closed at present. Nothing was paid.',
  ],
  'request.invalid_fields': [400, 'Please fill in the form and choose.'],
};

async function decide(
  parts: ApprovalPageParts,
  found: LoadedTransfer,
  form: URLSearchParams,
  address: string,
): Promise<void> {
  const { transfers, pins } = parts;
  const [userName = '', password = ''] = ['userName', 'password'].map(
    (name) => form.get(name) ?? '',
  );
  const decision = form.get('decision');
  if (userName.length < 3 || password === '' || (decision !== 'approve' && decision !== 'refuse'))
    throw new DomainError('request.invalid_fields');
  await countAttempt(parts, address, userName);
  const { merchant, role } = await parts.logins.login({ userName, password }, address);
  const access = await walletAccess(parts.db, merchant.merchantId, found.transfer.walletNo);
  if (role === 'reader' || access === undefined || !reaches(access.level, 'approve'))
    throw new DomainError('access.forbidden');
  const pin = form.get('pin') ?? '';
  await pins.check(merchant.merchantId, pin === '' ? undefined : pin, transfers.clock.now());
  const actor = actorOf(merchant);
  // Who was quicker has decided; the page then shows that.
  const ended = (error: unknown) => {
    if (!(error instanceof DomainError) || error.code !== 'transaction.closed') throw error;
  };
  if (decision === 'approve')
    await acceptTransfer(transfers, found, { actor, once: false }).catch(ended);
  else {
    const reason = `Rejected by ${merchant.name}`;
    await refuseTransfer(transfers, found, { kind: 'reject', actor, reason }).catch(ended);
  }
}

async function open(parts: ApprovalPageParts, query: PayQuery): Promise<Opened | undefined> {
  const key = readApprovalKey(query, parts.seal);
  if (key === undefined) return undefined;
  const found = await findTransferByKey(parts.db, key);
  if (found?.beside === undefined) return undefined;
  const { transfer, beside } = found;
  const { currency, amountMinor: minor, expiresAt } = transfer;
  const payee = await parts.merchants.get(transfer.payeeId as MerchantId);
  if (payee === undefined || expiresAt === null) return undefined;
  const isOver = transfer.status === 'pending' && parts.transfers.clock.now() >= expiresAt;
  const view: ApprovalView = {
    address: approvalAddress(key, parts.seal),
    ...{ status: transfer.status, isOver, payeeName: payee.name, money: { minor, currency } },
    ...{ reference: transfer.reference ?? '', description: beside.description },
    validUntil: shownTime(expiresAt, parts.timeZone),
    returnUrl: beside.returnUrl && returnAddress(beside.returnUrl, found, isOver),
  };
  return { found, view };
}

function shownTime(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-IN', {
    ...{ timeZone, day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
    timeZoneName: 'short',
  } as const).format(at);
}

const returnWords = {
  pending: 'Pending',
  held: 'Pending',
  booked: 'Active',
  rejected: 'Rejected',
  cancelled: 'Cancelled',
  voided: 'Cancelled',
} as const;

/** With the outcome behind what the address had already; it proves nothing, as everything a browser brings. */
function returnAddress(url: string, { transfer, beside }: LoadedTransfer, isOver: boolean): string {
  const address = new URL(url);
  address.searchParams.append('key', beside?.approvalKey ?? '');
  address.searchParams.append('status', isOver ? 'Cancelled' : returnWords[transfer.status]);
  address.searchParams.append('reference', transfer.reference ?? '');
  return address.href;
}
