/** `payout.created` is "Payout created"; what follows a colon names a payment of the provider. */
export function factText(fact: string): string {
  const [what = ''] = fact.split(':');
  const words = what.replaceAll(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
