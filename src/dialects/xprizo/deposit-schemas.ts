import { schemaRef, type Schema } from '../../http/openapi.ts';
import { statusCodes } from './payment-result.ts';
import { currency, money, object, text, whole } from './schema-parts.ts';

const base = {
  accountId: { ...whole, description: 'The id of the wallet.' },
  reference: { ...text, pattern: '^[A-Za-z0-9_.-]{1,64}$' },
  amount: money,
} as const;
const name = { ...text, minLength: 3, maxLength: 50 } as const;
const redirect = {
  ...text,
  format: 'uri',
  description: 'Where the customer goes back to.',
} as const;

export const depositSchemas = {
  CardDeposit: object(
    {
      ...base,
      description: text,
      customerData: object({
        name: { ...name, description: 'As it stands on the card.' },
        email: { ...text, format: 'email' },
        mobile: { ...text, pattern: '^\\+[1-9][0-9]{6,14}$' },
        birthDate: { ...text, format: 'date' },
        gender: { enum: ['M', 'F', 'X'] },
        address: object(
          { address: text, street: text, city: text, zipPostalCode: text, countryCode: text },
          { stateProvinceRegion: text },
        ),
        ipAddress: text,
      }),
      creditCard: object({
        name: text,
        number: text,
        expiryMonth: whole,
        expiryYear: whole,
        cvv: text,
      }),
      redirect,
    },
    {
      transferAccountId: { ...whole, description: 'The wallet into which it is exchanged.' },
      currencyCode: currency,
      routingCode: text,
      customer: text,
    },
  ),
  Mpesa: object(
    { mobileNumber: { ...text, description: 'A Kenyan number, `+254712345678`.' }, ...base },
    { description: text, currencyCode: currency },
  ),
  UpiDeposit: object(
    {
      ...base,
      currencyCode: { const: 'INR' },
      type: { const: 1 },
      redirect,
      customerData: {
        type: 'object',
        properties: {
          name,
          email: text,
          address: {
            type: 'object',
            required: ['countryCode'],
            properties: {
              address: text,
              street: text,
              city: text,
              stateProvinceRegion: text,
              zipPostalCode: text,
              countryCode: { const: 'IN' },
            },
          },
        },
      },
    },
    { description: text, customer: name },
  ),
  Result: object({
    key: { ...text, description: 'The key while it is open, the number once it is booked.' },
    statusCode: { enum: [...new Set(Object.values(statusCodes))] },
    status: { enum: Object.keys(statusCodes) },
    description: text,
    value: { ...text, description: 'A description, a reason, or an address to go on to.' },
    reference: text,
  }),
  RoutingCodes: { type: 'array', items: schemaRef('RoutingCode') },
  RoutingCode: object({
    routingCode: text,
    accountId: whole,
    currencyCode: currency,
    minAmount: money,
    maxAmount: { type: ['number', 'null'] },
  }),
} as const satisfies Record<string, Schema>;
