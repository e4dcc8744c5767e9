/** Who is signed in, as the web application learns it at its start. */

export interface SessionAnswer {
  readonly person: {
    readonly personId: string;
    readonly name: string;
    readonly email: string;
    readonly role: string;
  };
  readonly permissions: readonly string[];
  readonly brand: string;
  readonly environment: 'sandbox' | 'live';
  /** Of the people of a merchant. */
  readonly merchant: { readonly merchantId: string; readonly name: string } | null;
}
