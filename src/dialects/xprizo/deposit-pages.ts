/**
 * Where a customer goes on from a deposit, and comes back to. The key alone leads here; the browser proves nothing, and
 * goes to no address but the acquirer's, our own page, and the one that the merchant named.
 */
import type { HttpAnswer } from '../../http/door.ts';
import { ownerOfKey } from '../../merchants/approval-key.ts';
import { merchantIdOf } from '../../payments/apply-news.ts';
import { applyCollection } from '../../payments/apply-collection.ts';
import { askCollection } from '../../payments/ask-collection.ts';
import { loadPayins } from '../../payments/load-payins.ts';
import type { Payin } from '../../payments/payin.ts';
import { findByApprovalKey, type XprizoTransaction } from '../../payments/xprizo-transactions.ts';
import type { CollectionProvider } from '../../providers/collection.ts';
import type { Call, PageWork } from './gate.ts';
import type { XprizoParts } from './parts.ts';
import { orUnavailable } from './transfer-fields.ts';

/** On to the acquirer's challenge, or to the page for UPI; back to the merchant when it is over. */
export function depositRedirect(parts: XprizoParts): PageWork {
  return async (call) => {
    const deposit = await depositOf(parts, call);
    if (deposit === undefined) return parts.deposits.refusalPage(404);
    const { payin } = deposit;
    if (payin.status !== 'created') return backToMerchant(deposit);
    if (payin.method === 'upi') return goTo(parts.deposits.upiPageOf(payin));
    return payin.challengeUrl === null ? backToMerchant(deposit) : goTo(payin.challengeUrl);
  };
}

/** The provider's word counts: it is asked before the customer goes back. */
export function depositResponse(parts: XprizoParts): PageWork {
  return async (call) => {
    const deposit = await depositOf(parts, call);
    if (deposit === undefined) return parts.deposits.refusalPage(404);
    const payin = await asTheProviderSays(parts, deposit.payin);
    return backToMerchant({ ...deposit, payin });
  };
}

/** The customer does not want to pay by UPI; the page says so, and leads back. */
export function depositCancel(parts: XprizoParts): PageWork {
  return async (call) => {
    const deposit = await depositOf(parts, call);
    if (deposit?.payin.method !== 'upi') return parts.deposits.refusalPage(404);
    const { merchantId, payinId } = deposit.payin;
    const payin = await asTheProviderSays(parts, deposit.payin);
    if (payin.status === 'created') {
      const at = parts.clock.now();
      await parts.deposits.collect.lane.submit({ kind: 'cancel', merchantId, payinId, at });
    }
    parts.deposits.upiPageMoved(payin);
    return goTo(parts.deposits.upiPageOf(payin));
  };
}

interface Deposit {
  readonly payin: Payin;
  readonly transaction: XprizoTransaction;
}

async function depositOf({ pool }: XprizoParts, { query }: Call): Promise<Deposit | undefined> {
  const key = query.text('key') ?? '';
  const ownerNo = ownerOfKey(key);
  const merchantId = ownerNo === undefined ? undefined : await merchantIdOf(pool, ownerNo);
  if (merchantId === undefined) return undefined;
  const transaction = await orUnavailable(findByApprovalKey(pool, merchantId, key));
  if (transaction === undefined) return undefined;
  const payinId = transaction.transactionId;
  const [loaded] = await orUnavailable(loadPayins(pool, [{ merchantId, payinId }]));
  return loaded?.payin && { payin: loaded.payin, transaction };
}

/** Stays as it is while the provider cannot be asked. */
async function asTheProviderSays({ deposits, clock }: XprizoParts, payin: Payin): Promise<Payin> {
  const { cards, upi, collect } = deposits;
  const isItsOwn = (one?: CollectionProvider) => one?.name === payin.provider;
  const provider = [cards, upi].find(isItsOwn);
  if (payin.status !== 'created' || provider === undefined) return payin;
  const answer = await askCollection(provider, payin);
  if (answer.kind === 'known')
    for (const news of answer.news)
      await applyCollection(collect, provider.name, news, 'enquiry', clock.now());
  const [loaded] = await orUnavailable(loadPayins(collect.pool, [payin]));
  return loaded?.payin ?? payin;
}

const words = {
  created: 'Pending',
  succeeded: 'Active',
  failed: 'Rejected',
  expired: 'Rejected',
  reversed: 'Rejected',
} as const satisfies Record<Payin['status'], string>;

function backToMerchant({ payin, transaction }: Deposit): HttpAnswer {
  const { returnUrl, approvalKey, reference } = transaction;
  const url = URL.parse(returnUrl ?? '');
  if (url === null) return goTo('/');
  const said = { key: approvalKey, status: words[payin.status], reference };
  const query = new URLSearchParams(said).toString();
  // The merchant's own query stays as it wrote it.
  url.search += `${url.search === '' ? '?' : '&'}${query}`;
  return goTo(url.href);
}

function goTo(location: string): HttpAnswer {
  // 303: whatever brought the browser here, it goes on by GET.
  return { status: 303, headers: { location, 'referrer-policy': 'no-referrer' }, body: '' };
}
