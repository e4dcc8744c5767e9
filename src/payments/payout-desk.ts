/**
 * Where a merchant's own people order payouts: by the terms of the contract that the merchant has, through the lane of
 * all payouts. Whoever uses the XPayout contract gets its plan, its caps and its webhooks; everybody else those of
 * XoomPe; M-Pesa is of the Xprizo contract.
 */
import type { Pool } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { ZoneClock } from '../kit/zone-clock.ts';
import { findMerchant } from '../merchants/find-merchant.ts';
import {
  anyProvider,
  findMarketplaceOf,
  planInForce,
  type Marketplace,
} from '../merchants/marketplaces.ts';
import { noFees, type MerchantView } from '../merchants/merchant.ts';
import { walletsOf, type Wallet } from '../merchants/wallets.ts';
import { findXpayoutAccess, type XpayoutAccess } from '../merchants/xpayout-access.ts';
import type { PayoutProvider } from '../providers/provider.ts';
import type { CreatePayout } from './create-payout.ts';
import { freeApprovalKey } from './free-approval-key.ts';
import type { NumberSupply } from './numbers.ts';
import type { OrderNumbers } from './order-numbers.ts';
import type { FilledPayout, FormRules, PayoutMeans } from './payout-form.ts';
import { railsAllowed, servesPayout } from './provider-sets.ts';
import { quoteFee, type FeePlan, type Quote } from './quote.ts';
import type { TransactionNumbers } from './transaction-numbers.ts';

export interface DeskParts {
  readonly pool: Pool;
  readonly provider: Pick<PayoutProvider, 'name' | 'windows'>;
  /** Somebody pays to mobile numbers. */
  readonly paysMobiles: boolean;
  readonly zone: ZoneClock;
  readonly numbers: NumberSupply;
  readonly orderNumbers: OrderNumbers;
  readonly transactionNumbers: TransactionNumbers;
  readonly ifscExists: (code: string) => boolean;
}

/** What holds for a merchant at present. */
export interface DeskTerms extends FormRules {
  readonly merchant: MerchantView;
  readonly access: XpayoutAccess | undefined;
  readonly marketplace: Marketplace | undefined;
  /** Out of which M-Pesa is paid. */
  readonly shillings: Wallet | undefined;
}

export interface Wished {
  readonly filled: FilledPayout;
  readonly payoutId: string;
  /** Given by the person, or made for it: one reference is one payout. */
  readonly reference: string;
  readonly at: Date;
}

export class PayoutDesk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** Throws DomainError `access.merchant_inactive`. */
  async termsOf(merchantId: MerchantId): Promise<DeskTerms> {
    const { pool, paysMobiles, ifscExists } = this.#parts;
    const [merchant, access, marketplace, wallets] = await Promise.all([
      findMerchant(pool, merchantId),
      findXpayoutAccess(pool, merchantId),
      findMarketplaceOf(pool, merchantId),
      walletsOf(pool, merchantId),
    ]);
    if (merchant?.status !== 'active') throw new DomainError('access.merchant_inactive');
    const shillings = wallets.find(
      ({ currency, status }) => currency === 'KES' && status === 'active',
    );
    const means: PayoutMeans[] = ['bank', 'upi'];
    if (paysMobiles && shillings !== undefined) means.push('mpesa');
    const isKnownIfsc = merchant.environment === 'live' ? ifscExists : () => true;
    return { merchant, access, marketplace, shillings, means, isKnownIfsc };
  }

  quote(terms: DeskTerms, { means, currency, amountMinor }: FilledPayout): Quote {
    return quoteFee({ minor: amountMinor, currency }, planOf(terms, means));
  }

  /** Takes a number; the same wish may be made into a command again, and its reference makes it one payout. */
  commandOf(terms: DeskTerms, wished: Wished): Promise<CreatePayout> {
    if (wished.filled.means === 'mpesa') return this.#mpesa(terms, wished);
    return terms.access === undefined
      ? this.#xoompe(terms, wished)
      : this.#xpayout(terms, wished, terms.access);
  }

  async #xoompe(terms: DeskTerms, wished: Wished): Promise<CreatePayout> {
    const number = await this.#parts.numbers.take(wished.at);
    return { ...commonOf(terms, wished), contract: 'xoompe', transactionNumber: number };
  }

  async #xpayout(
    terms: DeskTerms,
    wished: Wished,
    { orderCapMinor, dayCapMinor }: XpayoutAccess,
  ): Promise<CreatePayout> {
    const { provider, zone, orderNumbers } = this.#parts;
    const common = commonOf(terms, wished);
    const set = terms.marketplace ?? anyProvider;
    return {
      ...common,
      contract: 'xpayout',
      transactionNumber: await orderNumbers.take(wished.at),
      allowedRails: railsAllowed(set, provider.name, 'xpayout'),
      isServed: servesPayout(set, provider, common),
      caps: {
        orderMinor: orderCapMinor,
        dayMinor: dayCapMinor,
        dayStartsAt: zone.dayStart(wished.at),
      },
      details: nothingSaid,
    };
  }

  async #mpesa(terms: DeskTerms, wished: Wished): Promise<CreatePayout> {
    const { merchant, shillings } = terms;
    if (shillings === undefined) throw new DomainError('order.service_unavailable');
    const transactionNo = await this.#parts.transactionNumbers.take();
    return {
      ...commonOf(terms, wished),
      contract: 'xprizo',
      transactionNumber: `XZ${String(transactionNo)}`,
      xprizo: {
        kind: 'mpesa_withdrawal',
        transactionNo,
        approvalKey: await freeApprovalKey(this.#parts.pool, merchant),
        walletNo: shillings.walletNo,
        createdBy: merchant.merchantId,
        description: '',
        ...{ returnUrl: null, routingCode: null, customerName: null, transferWalletNo: null },
        approval: null,
      },
    };
  }
}

/** An order of the XPayout contract without any of its further words. */
const nothingSaid = {
  ...{ referenceId: null, customerName: null, customerEmail: null, customerMobile: null },
  ...{ requestedMode: null, callbackUrl: null, returnUrl: null, meta: null },
} as const;

/** Other currencies than rupees have no plan. */
function planOf({ merchant, access, marketplace }: DeskTerms, means: PayoutMeans): FeePlan {
  if (means === 'mpesa') return noFees;
  return access === undefined ? merchant.fees : planInForce('payout', merchant, marketplace);
}

function commonOf(terms: DeskTerms, { filled, payoutId, reference, at }: Wished) {
  return {
    merchantId: terms.merchant.merchantId,
    payoutId,
    reference,
    beneficiaryName: filled.beneficiaryName,
    beneficiaryAccountNumber: filled.beneficiaryAccountNumber,
    beneficiaryIfsc: filled.beneficiaryIfsc,
    beneficiaryVpa: filled.beneficiaryVpa,
    beneficiaryMobile: filled.beneficiaryMobile,
    wishedRail: null,
    currency: filled.currency,
    amountMinor: filled.amountMinor,
    feePlan: planOf(terms, filled.means),
    nearDuplicateGuard: false,
    at,
  };
}
