/** `payout_clearing:INR` is "Payout clearing INR". */
export function accountName(account: string): string {
  const [kind = '', currency = ''] = account.split(':');
  const words = kind.replaceAll('_', ' ').replace(/^gst/, 'GST');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} ${currency}`;
}
