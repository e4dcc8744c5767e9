/** `provider_status_code` and `provider_message`: our own words for what became of a payout, never a provider's. */
import type { Payout } from '../../payments/payout.ts';

interface Words {
  readonly code: string;
  readonly message: string;
}

const byStatus = {
  queued: { code: 'PROCESSING', message: 'The payout is in progress.' },
  processing: { code: 'PROCESSING', message: 'The payout is in progress.' },
  succeeded: { code: 'SUCCESS', message: 'The payout was paid.' },
  failed: { code: 'DECLINED', message: 'The payout was declined.' },
  reversed: { code: 'RETURNED', message: 'The payout was returned by the beneficiary bank.' },
} as const satisfies Record<Payout['status'], Words>;

/** Why a payout failed, by the code that ended it. Codes that speak of us and not of the order stay `DECLINED`. */
const byReason: Readonly<Record<string, Words>> = {
  insufficient_funds: {
    code: 'INSUFFICIENT_BALANCE',
    message: 'The balance did not cover amount, fee and GST.',
  },
  limit_exceeded: { code: 'LIMIT_EXCEEDED', message: 'The amount was above the payout limits.' },
  INVALID_ACCOUNT: {
    code: 'INVALID_ACCOUNT',
    message: 'The account of the beneficiary does not exist.',
  },
  ACCOUNT_CLOSED: {
    code: 'ACCOUNT_CLOSED',
    message: 'The account of the beneficiary is closed.',
  },
  ACCOUNT_FROZEN: {
    code: 'ACCOUNT_FROZEN',
    message: 'The account of the beneficiary is frozen.',
  },
  INVALID_IFSC: { code: 'INVALID_IFSC', message: 'The IFSC is not that of a branch.' },
  IMPS_NOT_ALLOWED: {
    code: 'RAIL_NOT_ALLOWED',
    message: 'The account of the beneficiary does not take this rail.',
  },
  BENEFICIARY_BANK_OFFLINE: {
    code: 'BENEFICIARY_BANK_OFFLINE',
    message: 'The bank of the beneficiary cannot be reached.',
  },
  LIMIT_EXCEEDED: { code: 'RAIL_LIMIT', message: 'The rail does not take this amount.' },
  NRE_NOT_ALLOWED: {
    code: 'ACCOUNT_TYPE_NOT_ALLOWED',
    message: 'The account of the beneficiary cannot take this payout.',
  },
  NAME_MISMATCH: {
    code: 'NAME_MISMATCH',
    message: 'The name does not match the account of the beneficiary.',
  },
};

export function outcomeWordsOf({
  status,
  statusReason,
}: Pick<Payout, 'status' | 'statusReason'>): Words {
  const words = status === 'failed' ? byReason[statusReason] : undefined;
  return words ?? byStatus[status];
}
