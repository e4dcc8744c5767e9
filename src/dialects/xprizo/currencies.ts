import type { WalletCurrency } from '../../merchants/wallets.ts';

/** How this contract speaks of the currencies that a wallet may have. */
export const currencyWords = {
  INR: { symbol: '₹', fullName: 'Indian Rupee' },
  KES: { symbol: 'KSh', fullName: 'Kenyan Shilling' },
  USD: { symbol: '$', fullName: 'US Dollar' },
  EUR: { symbol: '€', fullName: 'Euro' },
  AED: { symbol: 'د.إ', fullName: 'UAE Dirham' },
} as const satisfies Record<WalletCurrency, { symbol: string; fullName: string }>;
