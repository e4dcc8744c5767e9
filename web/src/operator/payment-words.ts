export const kindWords = { payout: 'Payout', payin: 'Pay-in', transfer: 'Transfer' } as const;
