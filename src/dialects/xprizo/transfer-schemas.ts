import type { Schema } from '../../http/openapi.ts';
import { currency, flag, money, object, text, time, whole } from './schema-parts.ts';

const transfer = {
  fromAccountId: { ...whole, description: 'The wallet that pays.' },
  toAccountId: { ...whole, description: 'The wallet that receives.' },
  amount: money,
  reference: { ...text, description: 'Letters, digits, `-`, `_` and `.`; used once.' },
};
const optional = { description: text, currencyCode: currency };

export const transferSchemas = {
  Transfer: object(transfer, optional),
  RequestByContact: object(
    {
      name: { ...text, description: 'User name, e-mail address or mobile number of the payer.' },
      accountId: { ...whole, description: 'The wallet that receives.' },
      amount: money,
      reference: text,
    },
    optional,
  ),
  Exchange: {
    type: 'object',
    required: ['fromAccountId', 'toAccountId', 'reference'],
    properties: {
      ...transfer,
      toAmount: { ...money, description: 'What is to arrive, instead of `amount`.' },
      ...optional,
    },
  },
  FeeQuestion: object(
    { fromAccountId: whole, amount: money },
    { type: text, toAccountId: whole, currencyCode: currency, refCode: text },
  ),
  Fees: object({ amount: money, feeAmount: money, currencyCode: currency }),
  Approval: object({
    key: text,
    approveById: { ...whole, description: 'The profile that pays and may approve.' },
    canCancel: flag,
    ttl: { ...whole, description: 'Seconds left.' },
    expiryDate: time,
    error: text,
  }),
  IdAndDescription: object({ id: whole, description: text }),
  ApprovalOrMade: {
    description: 'An `Approval` for action 0, an `IdAndDescription` for 1 and 2.',
    type: 'object',
  },
} as const satisfies Record<string, Schema>;
