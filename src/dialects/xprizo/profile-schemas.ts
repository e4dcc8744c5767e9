import { schemaRef, type Schema } from '../../http/openapi.ts';
import { currency, flag, maybeText, object, text, time, whole } from './schema-parts.ts';

const maybeTime = { ...time, type: ['string', 'null'] } as const;
const currencyFields = {
  code: currency,
  name: text,
  fullName: text,
  symbol: text,
  isActive: flag,
} as const;

export const profileSchemas = {
  Login: {
    type: 'object',
    required: ['userName', 'password'],
    properties: {
      userName: { ...text, description: 'User name, e-mail address or mobile number.' },
      password: text,
    },
  },
  Token: object({
    id: { ...whole, description: 'The id of the profile.' },
    token: { ...text, description: 'For `Authorization: Bearer`.' },
    statusCode: { const: 0 },
    status: { type: 'null' },
    expires: time,
  }),
  Profile: object({
    id: { ...whole, description: 'The id of the profile, which is its contact id.' },
    userName: text,
    name: text,
    email: maybeText,
    mobile: maybeText,
    type: { enum: ['merchant', 'processing', 'user'] },
    isMerchant: flag,
    isInactive: flag,
    usePaymentPin: flag,
    createdDate: time,
    wallets: schemaRef('Wallets'),
  }),
  NewApiKey: object({
    id: whole,
    taskId: { ...whole, description: 'The number of the key.' },
    name: text,
    description: text,
    apiKey: { ...text, description: 'Shown this once.' },
  }),
  ApiKeys: {
    type: 'array',
    items: object({
      taskId: whole,
      name: text,
      description: text,
      isInactive: flag,
      startDate: maybeTime,
      endDate: maybeTime,
      ipAddresses: { type: 'array', items: text },
      createdDate: time,
    }),
  },
  Preferences: object({
    approvalWebhook: maybeText,
    paymentWebhook: maybeText,
    requestPaymentWebhook: maybeText,
  }),
  Currencies: { type: 'array', items: object(currencyFields) },
  AllowableCurrencies: {
    type: 'array',
    items: object({
      ...currencyFields,
      rate: { type: 'number', description: 'What one US dollar gives; 0: no rate is set.' },
      dailyWithdrawalLimit: { type: 'number' },
      agentWithdrawalFee: { type: 'number' },
      transferFee: { type: 'number' },
      depositTypes: { type: 'array', items: text },
      allowCurrencyExchange: flag,
    }),
  },
  IdAndDescription: object({ id: whole, description: text }),
} as const satisfies Record<string, Schema>;
