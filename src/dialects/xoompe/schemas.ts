/** The bodies of this contract as JSON Schema: what `fields.ts` takes and `present.ts` writes. */
import { schemaRef, type Schema } from '../../http/openapi.ts';
import { statusWords } from './present.ts';

const text = { type: 'string' } as const;
const textOrNull = { type: ['string', 'null'] } as const;
const count = { type: 'integer', minimum: 0 } as const;
const amount = { type: 'number', description: 'Rupees, at most two decimals.' } as const;
const localTime = 'In the zone of the deployment, without saying so.';
const localPattern = '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$';

/** All fields are there, in this order. */
function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', required: Object.keys(properties), properties };
}

function constant(value: boolean | number | string): Schema {
  return { const: value };
}

const firstSeven = {
  transactionNumber: {
    type: 'string',
    pattern: '^(TX\\d{11,}|GW\\d{18,})$',
    description: '`TX…` of this contract; `GW…` was ordered by the XPayout contract.',
  },
  clientTransactionRefNo: textOrNull,
  beneficiaryName: text,
  beneficiaryAccountNumber: text,
  ifsc: text,
  amount,
  status: { type: 'string', enum: Object.values(statusWords) },
} as const;

const newTransaction: Schema = {
  type: 'object',
  required: ['beneficiaryName', 'beneficiaryAccountNumber', 'ifsc', 'amount'],
  properties: {
    beneficiaryName: {
      type: 'string',
      pattern: '^[A-Za-z ]*$',
      minLength: 3,
      description: '3 to 200 letters and spaces; spaces at the ends and runs of them do not count.',
    },
    beneficiaryAccountNumber: { type: 'string', pattern: '^[A-Za-z0-9]{8,20}$' },
    ifsc: { type: 'string', pattern: '^[A-Z]{4}0[A-Z0-9]{6}$' },
    amount: {
      description: 'Rupees, at most two decimals; as text they are taken as well.',
      anyOf: [
        { type: 'number', minimum: 5000, maximum: 10000000 },
        { type: 'string', pattern: '^[1-9]\\d{3,7}(\\.\\d{1,2})?$' },
      ],
    },
    clientTransactionRefNo: {
      type: ['string', 'null'],
      pattern: '^[A-Za-z0-9\\-_./]{1,64}$',
      description: 'Your own id, unique for ever: the key of idempotency.',
    },
  },
};

/** Repeats what the item said, where it is text or a number. */
const failedItem: Schema = {
  type: 'object',
  required: ['index', 'clientTransactionRefNo', 'beneficiaryName', 'amount', 'message'],
  properties: {
    index: count,
    clientTransactionRefNo: { type: ['string', 'number', 'null'] },
    beneficiaryName: { type: ['string', 'number', 'null'] },
    amount: { type: ['string', 'number', 'null'] },
    message: text,
    errors: schemaRef('Faults'),
    transactionNumber: text,
  },
};

export const schemas = {
  ClientLogin: object({ clientId: text, clientSecret: text }),
  UserLogin: object({ email: text, password: text }),
  RefreshRequest: object({ refreshToken: text }),
  Tokens: object({
    accessToken: text,
    refreshToken: text,
    expiresIn: { ...count, description: 'Seconds.' },
    tokenType: constant('Bearer'),
  }),
  NewTransaction: newTransaction,
  NewTransactions: object({
    transactions: {
      type: 'array',
      minItems: 1,
      maxItems: 500,
      items: true,
      description: 'Each a NewTransaction; they are judged one by one.',
    },
  }),
  Transaction: object({
    ...firstSeven,
    utr: textOrNull,
    remarks: textOrNull,
    createdAt: { type: 'string', pattern: localPattern, description: localTime },
    updatedAt: { ...textOrNull, pattern: localPattern, description: localTime },
  }),
  ShortTransaction: object(firstSeven),
  Created: object({
    statusCode: constant(201),
    responseCode: constant(1),
    status: constant(true),
    message: text,
    transactionNumber: text,
    transaction: schemaRef('Transaction'),
  }),
  Replayed: object({
    statusCode: constant(200),
    responseCode: constant(1),
    status: constant(true),
    message: text,
    transactionNumber: text,
    transaction: schemaRef('ShortTransaction'),
  }),
  Unfunded: object({
    statusCode: constant(400),
    responseCode: constant(0),
    status: constant(false),
    message: text,
    transactionNumber: text,
    transaction: schemaRef('Transaction'),
  }),
  Bulk: object({
    statusCode: constant(200),
    status: constant(true),
    message: text,
    successCount: count,
    failedCount: count,
    totalProcessed: count,
    successTransactions: {
      type: 'array',
      items: object({
        transactionNumber: text,
        clientTransactionRefNo: textOrNull,
        beneficiaryName: text,
        amount,
      }),
    },
    failedTransactions: { type: 'array', items: failedItem },
  }),
  Balance: object({
    statusCode: constant(200),
    status: constant(true),
    message: text,
    availableBalance: amount,
  }),
  Found: object({
    status: constant(true),
    message: text,
    transaction: schemaRef('Transaction'),
  }),
  Page: object({
    status: constant(true),
    message: text,
    data: { type: 'array', items: schemaRef('Transaction') },
    pagination: object({
      currentPage: count,
      pageSize: count,
      totalCount: count,
      totalPages: count,
      hasNextPage: { type: 'boolean' },
      hasPreviousPage: { type: 'boolean' },
    }),
  }),
  Faults: {
    type: 'object',
    description: 'The fields that are wrong, and what is wrong with each.',
    additionalProperties: { type: 'array', items: text },
  },
  Refusal: {
    type: 'object',
    required: ['statusCode', 'status', 'message'],
    properties: {
      statusCode: { type: 'integer' },
      status: constant(false),
      message: text,
      errors: schemaRef('Faults'),
      supportId: { ...text, description: 'For 500 and 503: leads us to what happened.' },
    },
  },
  Event: object({
    event: constant('transaction.status.updated'),
    timestamp: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' },
    data: object({
      transactionNumber: text,
      clientTransactionRefNo: textOrNull,
      status: firstSeven.status,
      utr: textOrNull,
      amount,
      beneficiaryName: text,
      version: { ...count, description: 'Counts the changes: drop what is older than you know.' },
    }),
  }),
} as const satisfies Record<string, Schema>;

export type SchemaName = keyof typeof schemas;
