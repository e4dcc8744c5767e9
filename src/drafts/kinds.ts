/** Everything that takes two people, by the name that a draft has of it. */
import { DomainError } from '../kit/errors.ts';
import type { DraftKind } from './kind.ts';
import {
  merchantAddresses,
  merchantFees,
  merchantLimits,
  settlementTerms,
} from './merchant-kinds.ts';
import { settlementConversion, settlementFailure, settlementReturn } from './settlement-kinds.ts';
import { exchangeRate, marketplaceTerms, switchOn } from './platform-kinds.ts';
import { xpayoutAddresses, xpayoutCaps, xpayoutMarketplace } from './xpayout-kinds.ts';

const draftKinds: Readonly<Record<string, DraftKind>> = {
  'merchant.fees': merchantFees,
  'merchant.limits': merchantLimits,
  'merchant.addresses': merchantAddresses,
  'settlement.terms': settlementTerms,
  'settlement.convert': settlementConversion,
  'settlement.fail': settlementFailure,
  'settlement.return': settlementReturn,
  'xpayout.addresses': xpayoutAddresses,
  'xpayout.marketplace': xpayoutMarketplace,
  'xpayout.caps': xpayoutCaps,
  'switch.on': switchOn,
  'exchange.rate': exchangeRate,
  'marketplace.terms': marketplaceTerms,
};

/** Throws DomainError `request.invalid_fields`. */
export function kindNamed(name: string): DraftKind {
  const kind = Object.hasOwn(draftKinds, name) ? draftKinds[name] : undefined;
  if (kind !== undefined) return kind;
  throw new DomainError('request.invalid_fields', {
    fields: { kind: ['Nothing of this kind can be drafted.'] },
  });
}
