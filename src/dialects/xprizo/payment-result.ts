/** The answer to a deposit or withdrawal: six fields, always. */
import type { JsonObject } from '../../kit/json.ts';
import type { Payin } from '../../payments/payin.ts';
import { reasonOf } from './outcome-reasons.ts';
import { whole } from './present.ts';

export const statusCodes = {
  NotFound: -1,
  Active: 0,
  Pending: 1,
  Rejected: 3,
  /** Where a customer is to be sent on, in answers to deposits alone. */
  Redirect: 4,
  /** Of `Status`. */
  Cancelled: 4,
  Hold: 5,
  Void: 6,
} as const;

export interface Result {
  readonly key: string;
  readonly status: keyof typeof statusCodes;
  readonly description?: string;
  readonly value: string;
  readonly reference: string;
}

export function resultText({ key, status, description = '', value, reference }: Result) {
  const statusCode = whole(statusCodes[status]);
  return { key, statusCode, status, description, value, reference } satisfies JsonObject;
}

/** What a merchant knows of it beside the payment. */
export interface Known {
  readonly approvalKey: string;
  readonly transactionNo: bigint;
  readonly description: string;
}

/** Right after it was made. `redirectUrl`: where the customer goes on, if it has to go anywhere. */
export function depositResult(payin: Payin, known: Known, redirectUrl: string | null) {
  const { reference } = payin;
  const { approvalKey: key, description } = known;
  switch (payin.status) {
    case 'succeeded':
      return resultText({
        ...{ key: String(known.transactionNo), status: 'Active', value: description, reference },
      });
    case 'created':
      return redirectUrl === null
        ? resultText({ key, status: 'Pending', value: description, reference })
        : resultText({ key, status: 'Redirect', value: redirectUrl, reference });
    case 'failed':
    case 'expired':
    case 'reversed': {
      const reason = reasonOf(payin);
      return resultText({
        ...{ key, status: 'Rejected', description: reason, value: reason, reference },
      });
    }
  }
}
