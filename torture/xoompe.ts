/** The XoomPe contract from the merchant's side: payouts and their answers. */
import type { Answer } from './history.ts';
import { beneficiary, type Order } from './order.ts';

export interface TokenAccess {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The body of `CreateTransaction`. */
export function transactionText({ reference, amount, account }: Order): string {
  return JSON.stringify({
    beneficiaryName: `${beneficiary.firstName} ${beneficiary.lastName}`,
    beneficiaryAccountNumber: account,
    ifsc: beneficiary.ifsc,
    amount,
    clientTransactionRefNo: reference,
  });
}

interface Body {
  readonly message?: string;
  readonly transactionNumber?: string;
  readonly transaction?: { readonly status: string };
}

export function readXoompeAnswer(status: number, body: object): Answer {
  const { message = '', transactionNumber: number, transaction } = body as Body;
  const isPromise = status === 200 || status === 201 || status === 400;
  if (isPromise && number !== undefined && transaction !== undefined)
    return { kind: 'ok', status, number, shown: transaction.status, isNew: status !== 200 };
  return { kind: status >= 500 ? 'info' : 'fail', status, why: `${status} ${message}`.trim() };
}
