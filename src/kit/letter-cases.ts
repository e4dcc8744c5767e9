/**
 * A text as it was typed, in capitals and in small letters, each once. What mixes both in a way of its own is found as
 * it is written alone: indexes compare letter by letter.
 */
export function letterCases(text: string): readonly string[] {
  return [...new Set([text, text.toUpperCase(), text.toLowerCase()])];
}
