/** What a profile of the Xprizo contract calls with. */
export type WalletCurrency = 'INR' | 'KES' | 'USD';

export interface XprizoAccess {
  readonly apiKey: string;
  /** The number of its wallet in a currency; 0 where it has none. */
  readonly accounts: Readonly<Record<WalletCurrency, number>>;
}

/** As the command line prints it of a merchant or a user. */
export interface MadeXprizo {
  readonly xprizo: {
    readonly apiKey: string;
    readonly accounts: readonly { readonly id: number; readonly currency: string }[];
  };
}

export function accessOf({ apiKey, accounts }: MadeXprizo['xprizo']): XprizoAccess {
  const numberOf = (code: WalletCurrency) =>
    accounts.find(({ currency }) => currency === code)?.id ?? 0;
  return {
    apiKey,
    accounts: { INR: numberOf('INR'), KES: numberOf('KES'), USD: numberOf('USD') },
  };
}
