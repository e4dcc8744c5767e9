/** The filters of the list as its description shows them; `list-filter.ts` judges them. */
import type { Parameter, Schema } from '../../http/openapi.ts';
import { statusWords } from './present.ts';

const text: Schema = { type: 'string', pattern: '^[A-Za-z0-9]{1,40}$' };
const reference: Schema = { type: 'string', pattern: '^[!-~]{1,64}$' };
const rupees: Schema = { type: 'string', pattern: '^(0|[1-9]\\d{0,12})(\\.\\d{1,2})?$' };
const day = 'A date (`YYYY-MM-DD`) or an ISO date and time, inclusive.';

export const listParameters: readonly Parameter[] = [
  query('page', 'From 1.', whole(1_000_000, 1)),
  query('pageSize', 'Transactions on a page.', whole(200, 50)),
  query('status', 'In any case.', { type: 'string', enum: Object.values(statusWords) }),
  query('fromDate', day, { type: 'string' }),
  query('toDate', day, { type: 'string' }),
  query('clientTransactionRefNo', 'Your own id.', reference),
  query('transactionNumber', 'The number of the transaction, in any case.', text),
  query('utr', "The bank's reference.", text),
  query(
    'search',
    'The beginning of a number, of its day and more, as `TX260309`, in any case; or of a reference or a UTR as it is.',
    reference,
  ),
  query('minAmount', 'Rupees.', rupees),
  query('maxAmount', 'Rupees.', rupees),
  query('sortBy', 'In any case.', { type: 'string', enum: ['createdAt', 'amount'] }),
  query('sortOrder', 'In any case.', { type: 'string', enum: ['asc', 'desc'] }),
];

function query(name: string, description: string, schema: Schema): Parameter {
  return { name, in: 'query', description, schema };
}

function whole(maximum: number, fallback: number): Schema {
  return { type: 'integer', minimum: 1, maximum, default: fallback };
}
