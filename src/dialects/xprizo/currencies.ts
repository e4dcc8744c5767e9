import type { WalletCurrency } from '../../merchants/wallets.ts';

/** How this contract speaks of the currencies that a wallet may have. */
export const currencyWords = {
  INR: { symbol: '₹', fullName: 'Indian Rupee', depositTypes: ['Card', 'Upi'] },
  KES: { symbol: 'KSh', fullName: 'Kenyan Shilling', depositTypes: ['Card', 'MPesa'] },
  USD: { symbol: '$', fullName: 'US Dollar', depositTypes: ['Card'] },
  EUR: { symbol: '€', fullName: 'Euro', depositTypes: ['Card'] },
  AED: { symbol: 'د.إ', fullName: 'UAE Dirham', depositTypes: ['Card'] },
} as const satisfies Record<
  WalletCurrency,
  { symbol: string; fullName: string; depositTypes: readonly string[] }
>;
