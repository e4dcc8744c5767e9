/** The bodies of this contract as JSON Schema: what `order-fields.ts` takes and `present.ts` writes. */
import { schemaRef, type Schema } from '../../http/openapi.ts';
import { currencies } from '../../kit/money.ts';
import { statusWords } from './present.ts';

const text = { type: 'string' } as const;
const money = { ...text, pattern: '^\\d+\\.\\d\\d$', description: 'Rupees.' } as const;
const anyMoney = {
  ...text,
  pattern: '^\\d+\\.(\\d\\d|\\d{6})$',
  description: 'Two decimals, six in USDT.',
} as const;
const time = {
  ...text,
  pattern: '^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d$',
  description: 'In the zone of the deployment.',
} as const;
const gatewayId = {
  ...text,
  pattern: '^\\S+$',
  description: 'GW and digits for what came as an order here.',
};
const status = { ...text, enum: [...new Set(Object.values(statusWords))] };
const meta = { type: 'object', description: 'As it came.' } as const;

/** All of `properties` are there; `mayBe` may be missing. */
function object(
  properties: Readonly<Record<string, Schema>>,
  mayBe: Readonly<Record<string, Schema>> = {},
): Schema {
  const required = Object.keys(properties);
  return { type: 'object', required, properties: { ...properties, ...mayBe } };
}

function success(data: Schema): Schema {
  return object({ ok: { const: true }, message: text, data });
}

const callback = {
  order_id: gatewayId,
  merchant_order_id: text,
  reference_id: text,
  status,
  amount: money,
  gross_amount: money,
  fee_amount: money,
  gst_amount: money,
  total_fee: money,
  total_debit: money,
  total_cost: money,
  net_amount: money,
  beneficiary_receives: money,
  currency: { const: 'INR' },
  provider_reference: text,
  provider_status_code: { ...text, description: 'Our word for the outcome; new ones may come.' },
  provider_message: text,
  utr: text,
  updated_at: time,
} as const;

const optional = { type: ['string', 'null'] } as const;
const balance = {
  currency: text,
  available_balance: anyMoney,
  held_balance: anyMoney,
  total_balance: anyMoney,
} as const;

const nameOfBeneficiary = {
  ...optional,
  pattern: "^([\\p{L}\\p{M}][\\u200c\\u200d]?|[\\p{N} .,'’&()/\\-]){0,100}$",
} as const;

const beneficiary = {
  mode: {
    ...optional,
    pattern:
      '^([iI][mM][pP][sS]|[nN][eE][fF][tT]|[rR][tT][gG][sS]|[uU][pP][iI]|[bB][aA][nN][kK]|)$',
  },
  account_number: { ...optional, pattern: '^([A-Za-z0-9]{5,35}|)$' },
  ifsc: { ...optional, pattern: '^([A-Z]{4}0[A-Z0-9]{6}|)$' },
  vpa: { ...optional, description: 'name@bank, instead of account and IFSC, for the mode upi.' },
  bank_name: true,
  beneficiary_firstname: {
    ...nameOfBeneficiary,
    description: 'Without both names the customer_name counts, of the same characters then.',
  },
  beneficiary_lastname: nameOfBeneficiary,
  return_url: { ...optional, description: 'Of a pay-in: where its page leads back to.' },
} as const;

const newOrder = object(
  {
    service_type: { enum: ['payin', 'payout'] },
    order_id: {
      ...text,
      pattern: '^[!-~]{1,64}$',
      description: 'Your own id, unique for ever: the key of idempotency.',
    },
    amount: {
      description: 'Rupees above zero, at most two decimals; a number, or the same as text.',
      anyOf: [
        { type: 'number', exclusiveMinimum: 0, maximum: 9_999_999_999_999.99 },
        { ...text, pattern: '^(0|[1-9]\\d{0,12})(\\.\\d{1,2})?$' },
      ],
    },
    currency: { const: 'INR' },
  },
  {
    reference_id: { ...optional, pattern: '^[ -~]{0,64}$' },
    customer_name: { ...optional, pattern: '^[^<>]{0,200}$' },
    customer_email: {
      ...optional,
      maxLength: 254,
      pattern: '^([^\\s@<>]+@[^\\s@<>]+\\.[^\\s@<>]+|)$',
    },
    customer_mobile: {
      ...optional,
      pattern: '^([6-9]\\d{9}|\\+[1-9]\\d{6,14}|)$',
      description: 'Ten Indian digits, or E.164.',
    },
    callback_url: {
      ...optional,
      maxLength: 2048,
      description: 'https, public, port 443 or 8443; hears of this order instead of your own.',
    },
    meta: {
      type: ['object', 'array', 'string', 'null'],
      maxItems: 0,
      description: 'At most 4 kB, echoed. Of a payout it says who is paid; other fields are yours.',
      properties: beneficiary,
    },
  },
);

export const schemas = {
  NewOrder: newOrder,
  Created: success(
    object(
      {
        gateway_order_id: gatewayId,
        merchant_order_id: text,
        reference_id: text,
        status,
        amount: money,
        fee_amount: money,
        gst_amount: money,
        total_fee: money,
        total_debit: money,
        provider_reference: text,
        utr: text,
      },
      {
        payment_url: { ...text, description: 'Of a pay-in: the page for the customer.' },
        upi_intent: { ...text, description: 'Of a pay-in: opens a UPI app.' },
        expires_at: { ...time, description: 'Of a pay-in: when the link ends.' },
        meta,
      },
    ),
  ),
  Order: success(
    object(
      {
        ...callback,
        currency: {
          enum: currencies,
          description: 'INR, but for what was made by another contract in another currency.',
        },
      },
      { meta },
    ),
  ),
  Balance: success(
    object({ ...balance, as_of: time }, { balances: { type: 'array', items: object(balance) } }),
  ),
  Report: object({
    report: { type: 'object', additionalProperties: text },
    rows: { type: 'array', items: { type: 'object', additionalProperties: true } },
    totals: { type: 'array', items: { type: 'object', additionalProperties: true } },
  }),
  Callback: object(callback),
  Faults: {
    type: 'object',
    description: 'The fields that are wrong, and what is wrong with each.',
    additionalProperties: { type: 'array', items: text },
  },
  Refusal: object(
    { ok: { const: false }, code: { ...text, description: 'Branch on this.' }, message: text },
    {
      errors: schemaRef('Faults'),
      supportId: { ...text, description: 'For 500 and 503: leads us to what happened.' },
    },
  ),
} as const satisfies Record<string, Schema>;

export type SchemaName = keyof typeof schemas;
