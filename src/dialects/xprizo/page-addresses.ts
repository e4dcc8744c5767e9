/** Where customers go on, and come back to, by the key of a transaction. */

/** Leads on to the acquirer's challenge, or to the page where a pay-in is paid by UPI. */
export function challengePath(key: string): string {
  return `/api/card/Deposit3DSRedirect?key=${key}`;
}

/** The browser coming here proves nothing: the provider is asked, and the customer goes back to the merchant. */
export function challengeReturnPath(key: string): string {
  return `/api/card/Deposit3DSResponse?key=${key}`;
}

export function cancelPath(key: string): string {
  return `/api/card/DepositCancel?key=${key}`;
}
