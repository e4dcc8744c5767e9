import { proveBook, UTILITY, WORKING } from './book.ts';
import type { Mpesa } from './mpesa.ts';
import { answerPhone } from './phone.ts';
import { readRule } from './rules.ts';
import { bad, fieldsOf, type Reply } from './wire.ts';

const PAGE = 500;

/** What stands behind /control; null when nothing does. Throws `Refusal`. */
export function controlDoor(
  mpesa: Mpesa,
  route: string,
  body: unknown,
  query: URLSearchParams,
): Reply | null {
  const { store, rules, told, callbacks } = mpesa;
  switch (route) {
    case 'POST rules': {
      const rule = readRule(body);
      return { status: 201, body: { ruleId: store.commit(() => rules.add(rule)) } };
    }
    case 'GET rules':
      return { status: 200, body: { rules: rules.list() } };
    case 'DELETE rules':
      store.commit(() => rules.clear());
      return { status: 200, body: { rules: [] } };
    case 'GET faults':
      return { status: 200, body: rules.faults() };
    case 'GET proof':
      return { status: 200, body: proveBook(store.db) };
    case 'GET book':
      return { status: 200, body: bookPage(mpesa, query) };
    case 'GET settings':
      return { status: 200, body: told.shown() };
    case 'POST settings':
      store.commit(() => told.tell(body));
      callbacks.wake();
      return { status: 200, body: told.shown() };
    case 'DELETE token':
      store.commit(() => told.setToken(null));
      return { status: 200, body: {} };
    case 'POST phone':
      return pressed(mpesa, body);
    default:
      return null;
  }
}

/** `{msisdn, press: "pay" | "cancel", pin?}`: what its owner does with the prompt that it shows. */
function pressed(mpesa: Mpesa, body: unknown): Reply {
  const { msisdn, press, pin = '1234' } = fieldsOf(body);
  if (typeof msisdn !== 'string' || typeof pin !== 'string') throw bad('msisdn');
  if (press !== 'pay' && press !== 'cancel') throw bad('press');
  const prompt = mpesa.prompts.pendingOn(msisdn);
  if (prompt === null) throw bad('msisdn: its phone shows no prompt');
  const answered = answerPhone(mpesa, prompt.checkoutId, msisdn, press, pin);
  return { status: 200, body: { status: answered?.status, resultCode: answered?.resultCode } };
}

/** Everything as it truly is, with what the lines say of its money. */
function bookPage(mpesa: Mpesa, query: URLSearchParams): object {
  const after = (name: string) => Number(/^\d{1,12}$/.exec(query.get(name) ?? '')?.[0] ?? 0);
  const prompts = mpesa.prompts.page(after('promptsAfter'), PAGE);
  const payouts = mpesa.payouts.page(after('payoutsAfter'), PAGE);
  const bills = mpesa.bills.page(after('billsAfter'), PAGE);
  return {
    accounts: {
      working: mpesa.book.balance(WORKING).toString(),
      utility: mpesa.book.balance(UTILITY).toString(),
    },
    prompts: prompts.map((each) => ({
      ...each,
      amount: each.amount.toString(),
      deposits: each.receipt === null ? 0 : mpesa.book.movements(each.receipt).deposit,
      reversals: each.receipt === null ? 0 : mpesa.book.movements(each.receipt).reversal,
    })),
    payouts: payouts.map((each) => ({
      ...each,
      amount: each.amount.toString(),
      debits: mpesa.book.movements(each.receipt).payout,
    })),
    bills: bills.map((each) => ({
      ...each,
      amount: each.amount.toString(),
      deposits: mpesa.book.movements(each.receipt).deposit,
      reversals: mpesa.book.movements(each.receipt).reversal,
    })),
    next: {
      prompts: prompts.at(-1)?.seq ?? null,
      payouts: payouts.at(-1)?.seq ?? null,
      bills: bills.at(-1)?.seq ?? null,
    },
  };
}
