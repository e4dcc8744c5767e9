/** What a check of `hundi doctor` finds: a sentence that says how things are, and what to do when they are not right. */
export interface Finding {
  readonly check: string;
  readonly result: 'ok' | 'warn' | 'fail';
  readonly sentence: string;
}

export function finding(check: string, result: Finding['result'], sentence: string): Finding {
  return { check, result, sentence };
}
