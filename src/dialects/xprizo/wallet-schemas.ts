import { schemaRef, type Schema } from '../../http/openapi.ts';
import { currency, flag, money, object, text, whole } from './schema-parts.ts';

export const walletSchemas = {
  WalletInfo: object({
    id: { ...whole, description: 'The account id.' },
    contactId: whole,
    contact: text,
    currencyCode: currency,
    symbol: text,
    name: text,
    profilePicture: { type: 'null' },
    isDefault: flag,
    isMerchant: flag,
  }),
  Wallet: object({
    id: { ...whole, description: 'The account id.' },
    contactId: whole,
    name: text,
    currencyCode: currency,
    symbol: text,
    realTrust: { ...money, description: 'What is there.' },
    trust: { ...money, description: 'What is there and not on hold.' },
    realBusiness: money,
    business: money,
    isInactive: flag,
    isDefault: flag,
  }),
  Wallets: { type: 'array', items: schemaRef('Wallet') },
} as const satisfies Record<string, Schema>;
