/** Rule U13: a code or a status that a provider does not document says nothing, and a person hears of it. */
import type { Outcome } from './provider.ts';

/** `why` holds nothing of the answer; the word itself is kept where it can be shown. */
export function undocumented(why: string, word: string): Outcome {
  const isShowable = /^[\x20-\x7e]{1,64}$/.test(word);
  return { kind: 'unknown', why, undocumented: isShowable ? word : '(cannot be shown)' };
}
