/** A merchant's words become the one command that makes payouts. */
import { newId } from '../../kit/ids.ts';
import type { MerchantView } from '../../merchants/merchant.ts';
import type { CreatePayout, IdentityField } from '../../payments/create-payout.ts';
import type { FieldFaults } from '../../kit/errors.ts';
import type { PayoutFields } from './fields.ts';

export function commandOf(
  merchant: MerchantView,
  fields: PayoutFields,
  transactionNumber: string,
  at: Date,
): CreatePayout {
  return {
    merchantId: merchant.merchantId,
    payoutId: newId<'payout'>(at.getTime()),
    contract: 'xoompe',
    transactionNumber,
    reference: fields.reference,
    beneficiaryName: fields.beneficiaryName,
    beneficiaryAccountNumber: fields.beneficiaryAccountNumber,
    beneficiaryIfsc: fields.beneficiaryIfsc,
    beneficiaryVpa: null,
    beneficiaryMobile: null,
    wishedRail: null,
    currency: 'INR',
    amountMinor: fields.amountMinor,
    feePlan: merchant.fees,
    nearDuplicateGuard: merchant.nearDuplicateGuard,
    at,
  };
}

const namesOfFields = {
  beneficiaryName: 'beneficiaryName',
  beneficiaryAccountNumber: 'beneficiaryAccountNumber',
  beneficiaryIfsc: 'ifsc',
  beneficiaryVpa: 'beneficiaryAccountNumber',
  beneficiaryMobile: 'beneficiaryAccountNumber',
  amountMinor: 'amount',
  currency: 'amount',
} as const satisfies Record<IdentityField, string>;

/** Which fields differ from the first request; never what they were. */
export function conflictFaults(fields: readonly IdentityField[], prefix = ''): FieldFaults {
  return Object.fromEntries(
    fields.map((field) => [
      prefix + namesOfFields[field],
      ['Differs from the transaction created with this reference'],
    ]),
  );
}
