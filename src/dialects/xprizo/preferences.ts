/** Where the profile hears of what it created, and which currencies there are. */
import { DomainError } from '../../kit/errors.ts';
import { JsonNumber } from '../../kit/json.ts';
import { listExchangeRates } from '../../merchants/exchange-rates.ts';
import { findProfile, setProfileWebhook, type WebhookKind } from '../../merchants/profiles.ts';
import type { WalletCurrency } from '../../merchants/wallets.ts';
import { promiseTestApproval } from '../../payments/test-approval.ts';
import { approvalEvent } from './approval-event.ts';
import { currencyWords } from './currencies.ts';
import type { Work } from './gate.ts';
import { guarded, orderOf } from './guarded.ts';
import type { XprizoParts } from './parts.ts';
import { whole } from './present.ts';

export function preferences({ pool }: XprizoParts): Work {
  return guarded(async ({ merchant }) => {
    const profile = await findProfile(pool, merchant.merchantId);
    if (profile === undefined) throw new DomainError('service.internal');
    const { approval, payment, request_payment: requestPayment } = profile.webhooks;
    return {
      approvalWebhook: approval,
      paymentWebhook: payment,
      requestPaymentWebhook: requestPayment,
    };
  });
}

/** Without a `url` the profile hears nothing any more. */
export function setWebhook(parts: XprizoParts, kind: WebhookKind): Work {
  return guarded(async (caller, { query, body }) => {
    const url = query.text('url') ?? body().text('url') ?? null;
    const judged = url === null ? { ok: true as const } : parts.checkUrl(url);
    if (!judged.ok) throw query.fault('url', judged.reason);
    await setProfileWebhook(parts.pool, orderOf(parts, caller), kind, url);
    return undefined;
  });
}

/** Of an amount of one in the first currency, under a key that no transaction has. */
export function testApprovalWebhook({ pool, clock }: XprizoParts): Work {
  return guarded(async ({ merchant }, { query }) => {
    const { merchantId: profileId, merchantNo } = merchant;
    const url = (await findProfile(pool, profileId))?.webhooks.approval ?? null;
    if (url === null) throw query.fault('url', 'No approval webhook is set');
    const at = clock.now();
    const payload = approvalEvent({
      ...{ word: 'None', reason: null, actionedByNo: merchantNo, createdByNo: merchantNo },
      ...{ affectedNos: [], transactionNo: 0n, approvalKey: 'DEP000000000000' },
      ...{ kind: 'card_deposit', date: at, reference: 'TEST', currency: 'INR', amountMinor: 100n },
    });
    await promiseTestApproval(pool, { profileId, url, payload, at });
    return undefined;
  });
}

const codes = Object.keys(currencyWords) as WalletCurrency[];

/** `rate` is what one US dollar gives; zero where no rate is set. */
export function allowableCurrencies({ pool, deposits }: XprizoParts): Work {
  const served = new Set([
    ...(deposits.cards === undefined ? [] : ['Card']),
    ...(deposits.upi === undefined ? [] : ['Upi']),
    ...(deposits.prompts === undefined ? [] : ['MPesa']),
  ]);
  return guarded(async () => {
    const rates = await listExchangeRates(pool);
    const rateOf = (code: WalletCurrency) =>
      code === 'USD' ? '1' : rates.find((one) => one.from === 'USD' && one.into === code)?.rate;
    return codes.map((code) => ({
      isActive: true,
      code,
      name: code,
      fullName: currencyWords[code].fullName,
      symbol: currencyWords[code].symbol,
      rate: new JsonNumber(rateOf(code) ?? '0'),
      dailyWithdrawalLimit: whole(0),
      agentWithdrawalFee: whole(0),
      transferFee: whole(0),
      depositTypes: currencyWords[code].depositTypes.filter((type) => served.has(type)),
      allowCurrencyExchange: rates.some((one) => one.from === code || one.into === code),
    }));
  });
}

export function currencyList(): Work {
  return async () =>
    codes.map((code) => ({
      code,
      name: code,
      fullName: currencyWords[code].fullName,
      symbol: currencyWords[code].symbol,
      isActive: true,
    }));
}
