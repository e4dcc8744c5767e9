/** The lines that every fault must leave at zero, each with what refutes it. */
export const lineNames = [
  'acknowledged and missing',
  'doubled at the bank',
  'ledger sum per currency',
  'balance drift',
  'holds without a live payment',
  'committed changes with no event',
  'not final after calm',
  'paid but failed',
  'books that disagree',
  'merchants told otherwise',
] as const;
export type LineName = (typeof lineNames)[number];

export interface Line {
  readonly name: LineName;
  readonly findings: readonly string[];
}

export type Findings = Record<LineName, string[]>;
