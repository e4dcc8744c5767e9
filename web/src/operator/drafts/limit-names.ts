import type { LimitsAnswer } from '../../../../src/console/answers/merchants.ts';

export const limitNames = {
  authenticationPerMinute: 'Sign-ins per minute',
  payoutPerMinute: 'Payouts per minute',
  bulkPerMinute: 'Bulk payouts per minute',
  queryPerMinute: 'Queries per minute',
} as const satisfies Record<keyof LimitsAnswer, string>;

export const limitKeys = Object.keys(limitNames) as (keyof LimitsAnswer)[];
