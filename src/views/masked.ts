/** What providers say, without what it says of people: enough is left to compare with a paper in hand. */

/** The last four signs of an account number, the first of an address: `••••6789`, `a•••@bank`. */
export function maskedAccount(text: string): string {
  const at = text.indexOf('@');
  if (at > 0) return `${text.slice(0, 1)}•••${text.slice(at)}`;
  return text.length <= 4 ? text : `••••${text.slice(-4)}`;
}

/** `names` are those of the people that the payment is about. */
export function maskedMessage(
  message: string,
  names: readonly (string | null | undefined)[] = [],
): string {
  let text = message
    .replace(/[\w.+-]+@[\w.-]+/g, maskedAccount)
    .replace(/\+?\d{9,}/g, maskedAccount);
  for (const name of names)
    for (const word of (name ?? '').split(/\s+/))
      if (word.length > 2) text = text.replaceAll(word, `${word.slice(0, 1)}•••`);
  return text;
}
