/** Where the pages of the ledger are. */
export function accountPath(merchantId: string, account: string): string {
  return `/ledger/${merchantId}/${account}`;
}

export function journalPath(merchantId: string, account: string, journalNo: string): string {
  return `${accountPath(merchantId, account)}/${journalNo}`;
}
