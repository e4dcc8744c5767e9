/** Judges a file of payouts row by row before anything moves: what is wrong, what it costs, and what looks paid twice. */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { Currency } from '../kit/money.ts';
import { destinationOf, findLookAlikes, findUsedReferences } from './batch-lookups.ts';
import type { DeskTerms, PayoutDesk } from './payout-desk.ts';
import {
  judgeForm,
  payoutFormFields,
  type FilledPayout,
  type FormFaults,
  type PayoutForm,
} from './payout-form.ts';
import { totalsOf } from './quote.ts';
import { batchHeadings, type WrittenRow } from './read-batch.ts';

export interface CheckedRow {
  readonly line: number;
  readonly form: PayoutForm;
  /** Undefined for a row with faults. */
  readonly payable: { readonly filled: FilledPayout; readonly chargesMinor: bigint } | undefined;
  readonly faults: readonly string[];
  /** It may be paid, and a person should look twice. */
  readonly marks: readonly string[];
}

export interface BatchTotal {
  readonly currency: Currency;
  readonly rowCount: number;
  readonly amountMinor: bigint;
  /** Fee and GST. */
  readonly chargesMinor: bigint;
  /** All that leaves the wallet. */
  readonly totalMinor: bigint;
}

const lookBackMs = 24 * 3_600_000;

export async function checkBatch(
  db: Queryable,
  desk: PayoutDesk,
  terms: DeskTerms,
  written: readonly WrittenRow[],
  nowMs: number,
): Promise<CheckedRow[]> {
  const { merchantId } = terms.merchant;
  const judged = written.map((row) => ({ row, ...judgeForm(row.form, terms) }));
  const filled = judged.flatMap((each) => (each.filled === undefined ? [] : [each.filled]));
  const since = new Date(nowMs - lookBackMs);
  const earlier = await findEarlier(db, merchantId, filled, since);
  const lines = linesOf(judged);
  return judged.map(({ row, filled: payout, faults }) => {
    const doubled = payout === undefined ? [] : doubledFaults(row, payout, earlier, lines);
    const all = [...sentencesOf(row.form, faults), ...doubled];
    const isPayable = payout !== undefined && all.length === 0;
    return {
      ...row,
      payable: isPayable ? payableOf(desk, terms, payout) : undefined,
      faults: all,
      marks: isPayable ? marksOf(row, payout, earlier, lines) : [],
    };
  });
}

function payableOf(desk: PayoutDesk, terms: DeskTerms, filled: FilledPayout) {
  return {
    filled,
    chargesMinor: totalsOf({ ...desk.quote(terms, filled), ...filled }).totalFeeMinor,
  };
}

/** Of the payable rows, by currency. */
export function totalsOfBatch(rows: readonly CheckedRow[]): BatchTotal[] {
  const totals = new Map<Currency, BatchTotal>();
  for (const { payable } of rows) {
    if (payable === undefined) continue;
    const { filled, chargesMinor } = payable;
    const { currency } = filled;
    const before = totals.get(currency);
    totals.set(currency, {
      currency,
      rowCount: (before?.rowCount ?? 0) + 1,
      amountMinor: (before?.amountMinor ?? 0n) + filled.amountMinor,
      chargesMinor: (before?.chargesMinor ?? 0n) + chargesMinor,
      totalMinor: (before?.totalMinor ?? 0n) + filled.amountMinor + chargesMinor,
    });
  }
  return [...totals.values()];
}

interface Earlier {
  readonly references: ReadonlySet<string>;
  /** By `destinationOf`. */
  readonly alike: ReadonlySet<string>;
}

async function findEarlier(
  db: Queryable,
  merchantId: MerchantId,
  filled: readonly FilledPayout[],
  since: Date,
): Promise<Earlier> {
  const references = filled.flatMap(({ reference }) => (reference === null ? [] : [reference]));
  const [used, alike] = await Promise.all([
    findUsedReferences(db, merchantId, references),
    findLookAlikes(db, merchantId, filled, since),
  ]);
  return { references: used, alike };
}

/** Where each reference, and each payment of one amount to one place, stands first. */
interface FirstLines {
  readonly references: ReadonlyMap<string, number>;
  readonly destinations: ReadonlyMap<string, number>;
}

function linesOf(
  judged: readonly { readonly row: WrittenRow; readonly filled?: FilledPayout | undefined }[],
): FirstLines {
  const references = new Map<string, number>();
  const destinations = new Map<string, number>();
  for (const { row, filled } of judged) {
    if (filled === undefined) continue;
    const { reference } = filled;
    if (reference !== null && !references.has(reference)) references.set(reference, row.line);
    const destination = destinationOf(filled);
    if (!destinations.has(destination)) destinations.set(destination, row.line);
  }
  return { references, destinations };
}

function doubledFaults(
  { line }: WrittenRow,
  { reference }: FilledPayout,
  earlier: Earlier,
  lines: FirstLines,
): string[] {
  if (reference === null) return [];
  const first = lines.references.get(reference) ?? line;
  if (first !== line) return [`reference: stands on line ${String(first)} already.`];
  return earlier.references.has(reference) ? ['reference: an earlier payout has it.'] : [];
}

function marksOf(
  { line }: WrittenRow,
  filled: FilledPayout,
  earlier: Earlier,
  lines: FirstLines,
): string[] {
  const destination = destinationOf(filled);
  const first = lines.destinations.get(destination) ?? line;
  return [
    ...(first === line ? [] : [`Same beneficiary and amount as line ${String(first)}.`]),
    ...(earlier.alike.has(destination)
      ? ['Same beneficiary and amount as a payout of the last 24 hours.']
      : []),
  ];
}

function sentencesOf(form: PayoutForm, faults: FormFaults | undefined): string[] {
  return payoutFormFields.flatMap((field) => {
    const fault = faults?.[field];
    if (fault === undefined) return [];
    // 123456789012 becomes 1.23457E+11 where the column was not text.
    const isShortened = field === 'accountNumber' && /^\d(\.\d+)?E\+\d+$/i.test(form[field]);
    const sentence = isShortened
      ? 'a spreadsheet has shortened this number; make the column text and save again.'
      : fault.charAt(0).toLowerCase() + fault.slice(1);
    return [`${batchHeadings[field]}: ${sentence}`];
  });
}
