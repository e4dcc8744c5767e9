import type { Chance } from '../sandbox-bank/chance.ts';
import type { Bill } from './bills.ts';
import { descOfPayout, descOfPrompt } from './codes.ts';
import type { Payout } from './payouts.ts';
import type { Prompt } from './prompts.ts';
import { dottedOf, stampOf } from './times.ts';

/**
 * The bodies of results, with the habits that make them hard to read: codes as numbers here and as texts there, one
 * entry without its list around it, keys twice, times in three formats, words misspelt.
 */

/** Of a prompt: `extra` shillings are added to what it tells, for those who believe it. */
export function promptCallback(prompt: Prompt, code: string, extra = 0n): object {
  const paid = code === '0' && prompt.receipt !== null;
  const items = [
    { Name: 'Amount', Value: Number(prompt.amount + extra) },
    { Name: 'MpesaReceiptNumber', Value: prompt.receipt },
    { Name: 'Balance' },
    { Name: 'TransactionDate', Value: Number(stampOf(prompt.updatedAt)) },
    { Name: 'PhoneNumber', Value: Number(prompt.msisdn) },
  ];
  return {
    Body: {
      stkCallback: {
        MerchantRequestID: prompt.merchantRequestId,
        CheckoutRequestID: prompt.checkoutId,
        ResultCode: /^\d+$/.test(code) ? Number(code) : code,
        ResultDesc: descOfPrompt(code),
        ...(paid && { CallbackMetadata: { Item: items } }),
      },
    },
  };
}

export type Facts = readonly (readonly [string, string | number])[];

/** Any other result. `style` decides between ways of writing that readers must take as the same. */
export function resultOf(
  about: { originatorId: string; conversationId: string; transactionId: string; style: number },
  code: string,
  desc: string,
  facts: Facts = [],
): object {
  const { originatorId, conversationId, transactionId, style } = about;
  const parameters = facts.map(([Key, Value]) => ({ Key, Value }));
  const reference = { Key: 'QueueTimeoutURL', Value: 'https://internal.example/queue' };
  const isNumber = /^\d+$/.test(code) && style < 0.5;
  return {
    Result: {
      ResultType: style < 0.3 ? 0 : '0',
      ResultCode: isNumber ? Number(code) : code,
      ResultDesc: desc,
      OriginatorConversationID: originatorId,
      ConversationID: conversationId,
      TransactionID: transactionId,
      ...(parameters.length > 0 && {
        ResultParameters: {
          ResultParameter: parameters.length === 1 ? parameters[0] : parameters,
        },
      }),
      ReferenceData: { ReferenceItem: style < 0.5 ? reference : [reference] },
    },
  };
}

export function payoutResult(
  payout: Payout,
  code: string,
  funds: { utility: bigint; working: bigint },
  style: number,
  extra = 0n,
): object {
  const { originatorId, conversationId, receipt, msisdn } = payout;
  const about = { originatorId, conversationId, transactionId: receipt, style };
  if (code !== '0') return resultOf(about, code, descOfPayout(code));
  return resultOf(about, code, descOfPayout(code), [
    ['TransactionAmount', Number(payout.amount + extra)],
    ['TransactionReceipt', receipt],
    ['B2CRecipientIsRegisteredCustomer', 'Y'],
    ['B2CChargesPaidAccountAvailableFunds', 0],
    ['ReceiverPartyPublicName', `${msisdn} - Demo Customer`],
    ['TransactionCompletedDateTime', dottedOf(payout.updatedAt)],
    ['B2CUtilityAccountAvailableFunds', Number(funds.utility)],
    ['B2CWorkingAccountAvailableFunds', Number(funds.working)],
  ]);
}

/** What the operator is asked before it is paid, and told afterwards: only then with a balance. The number is masked. */
export function billBody(bill: Bill, shortCode: string, balance: bigint | null): object {
  const { receipt, createdAt, amount, billReference, msisdn, isTill } = bill;
  return {
    TransactionType: isTill ? 'Buy Goods' : 'Pay Bill',
    TransID: receipt,
    TransTime: stampOf(createdAt),
    TransAmount: `${amount}.00`,
    BusinessShortCode: shortCode,
    BillRefNumber: billReference,
    InvoiceNumber: '',
    OrgAccountBalance: balance === null ? '' : `${balance}.00`,
    ThirdPartyTransID: '',
    MSISDN: `${msisdn.slice(0, 4)} ***** ${msisdn.slice(-3)}`,
    FirstName: 'Demo',
    MiddleName: '',
    LastName: '',
  };
}

/** Ten letters and digits, as receipts are: the same for the same payment of the same seed. */
export function receiptOf(chance: Chance, kind: string, seq: number): string {
  const drawn = BigInt(`0x${chance.hex(12, 'receipt', kind, seq)}`);
  return `S${drawn.toString(36).toUpperCase().padStart(10, '0').slice(-9)}`;
}
