import { phone, WORKING, type Book } from './book.ts';
import type { Bill, Bills } from './bills.ts';
import type { Callbacks } from './callbacks.ts';
import { MOST_A_DAY } from './codes.ts';
import type { Registrations } from './registrations.ts';
import { billBody } from './results.ts';
import { dayOf } from './times.ts';

type Parts = {
  shortCode: string;
  book: Book;
  bills: Bills;
  callbacks: Callbacks;
  registrations: Registrations;
};

/** How a payment goes on that a customer makes of his own accord. All of it belongs inside a transaction. */
export type BillCourse = {
  /** Asks the operator whether to take it; where nobody is to be asked it is taken. */
  step(bill: Bill, at: number): void;
  /** The operator's answer to such a question; `status` 0 when there was none. */
  answered(callbackId: number, status: number, text: string, at: number): void;
};

export function openBillCourse(parts: Parts): BillCourse {
  const { shortCode, book, bills, callbacks, registrations } = parts;
  const idle = { nextStep: null, dueAt: null } as const;
  const refuse = (bill: Bill, code: string, at: number): void => {
    bills.save({ ...bill, ...idle, status: 'refused', resultCode: code, updatedAt: at });
  };
  /** Moves the money; the code of the result when it cannot. */
  const moved = ({ msisdn, amount, receipt }: Bill, at: number): string | null => {
    const from = phone(msisdn);
    if (book.spentSince(from, dayOf(at)) + amount > MOST_A_DAY) return '4';
    const move = { kind: 'deposit', receipt, from, to: WORKING, amount, at } as const;
    return book.move(move) === null ? '1' : null;
  };
  const pay = (bill: Bill, at: number): void => {
    const code = moved(bill, at);
    if (code !== null) {
      refuse(bill, code, at);
      return;
    }
    const paid = bills.save({ ...bill, ...idle, status: 'paid', resultCode: '0', updatedAt: at });
    const urls = registrations.bills();
    if (urls === null) return;
    callbacks.add(urls.confirmationUrl, billBody(paid, shortCode, book.balance(WORKING)), at);
  };
  return {
    step(bill, at) {
      const urls = registrations.bills();
      if (urls === null) {
        pay(bill, at);
        return;
      }
      const validation = callbacks.add(urls.validationUrl, billBody(bill, shortCode, null), at);
      bills.save({ ...bill, ...idle, validation, updatedAt: at });
    },
    answered(callbackId, status, text, at) {
      const bill = bills.findByValidation(callbackId);
      if (bill?.status !== 'pending') return;
      const code = status === 200 ? codeIn(text) : null;
      const isTaken =
        code === null ? registrations.bills()?.otherwise === 'Completed' : code === '0';
      if (isTaken) pay(bill, at);
      else refuse(bill, code ?? 'C2B00016', at);
    },
  };
}

/** `0`, or one of `C2B00011` to `C2B00016`; null for an answer that says neither. */
function codeIn(text: string): string | null {
  try {
    const { ResultCode } = JSON.parse(text) as { ResultCode?: unknown };
    const code = String(ResultCode);
    return /^(0|C2B0001[1-6])$/.test(code) ? code : null;
  } catch {
    return null;
  }
}
