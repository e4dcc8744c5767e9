import { DomainError, type ContractErrorCode, type FieldFaults } from '../../kit/errors.ts';
import { jsonObjectOf } from '../../http/json-body.ts';
import { isJsonObject, JsonNumber, type JsonValue } from '../../kit/json.ts';
import type { MerchantView } from '../../merchants/merchant.ts';
import type { AnsweredPayout, CreateAnswer, CreatePayout } from '../../payments/create-payout.ts';
import { commandOf, conflictFaults } from './command.ts';
import { anyIfsc } from './create-transaction.ts';
import { messageOf } from './errors.ts';
import { judgePayout } from './fields.ts';
import type { Answer, Work } from './gate.ts';
import type { XoompeParts } from './parts.ts';
import { amountOf, quoted } from './present.ts';

const maxItems = 500;

/** An item that may be paid, or what is wrong with it. */
type Item = { readonly command: CreatePayout } | { readonly faults: FieldFaults };

/** Texts of JSON objects, in the order of the items. */
interface Outcome {
  readonly succeeded: string[];
  readonly failed: string[];
}

/** `POST /Payout/CreateBulkTransactions`: items judged one by one, good ones in one commit. */
export function createBulk(parts: XoompeParts): Work {
  return async (merchant, request) => {
    const { transactions } = jsonObjectOf(request);
    if (!isBulk(transactions))
      throw new DomainError('request.invalid_fields', {
        fields: {
          transactions: [`Transactions must be a list of 1 to ${maxItems} transactions`],
        },
      });
    const items = await judge(parts, merchant, transactions);
    const commands = items.flatMap((item) => ('command' in item ? [item.command] : []));
    const answers = await parts.createLane.submitAll(commands);
    return answerOf(transactions, items, answers);
  };
}

function isBulk(value: JsonValue | undefined): value is JsonValue[] {
  return Array.isArray(value) && value.length >= 1 && value.length <= maxItems;
}

async function judge(
  { numbers, clock, ifscExists }: XoompeParts,
  merchant: MerchantView,
  transactions: readonly JsonValue[],
): Promise<Item[]> {
  const isKnownIfsc = merchant.environment === 'live' ? ifscExists : anyIfsc;
  const now = clock.now();
  const items: Item[] = [];
  for (const [index, body] of transactions.entries()) {
    const name = `transactions[${index}]`;
    if (!isJsonObject(body)) {
      items.push({ faults: { [name]: ['Transaction must be an object'] } });
      continue;
    }
    const judged = judgePayout(body, isKnownIfsc, `${name}.`);
    if (judged.fields === undefined) {
      items.push(judged);
      continue;
    }
    const number = numbers.tryTake(now) ?? (await numbers.take(now));
    items.push({ command: commandOf(merchant, judged.fields, number, now) });
  }
  return items;
}

function answerOf(
  transactions: readonly JsonValue[],
  items: readonly Item[],
  answers: readonly CreateAnswer[],
): Answer {
  const outcome: Outcome = { succeeded: [], failed: [] };
  let next = 0;
  for (const [index, item] of items.entries()) {
    const fail = (code: ContractErrorCode, more: FailureDetails = {}): void => {
      outcome.failed.push(failedText(index, transactions[index], messageOf(code), more));
    };
    if ('faults' in item) {
      fail('request.invalid_fields', { errors: item.faults });
      continue;
    }
    const answer = answers[next++];
    if (answer === undefined) throw new Error('A command of a bulk request has no answer.');
    tell(answer, index, outcome, fail);
  }
  return { status: 200, body: bulkText(items.length, outcome) };
}

function tell(
  answer: CreateAnswer,
  index: number,
  outcome: Outcome,
  fail: (code: ContractErrorCode, more?: FailureDetails) => void,
): void {
  switch (answer.kind) {
    case 'created':
    case 'replayed':
      outcome.succeeded.push(succeededText(answer.payout));
      return;
    case 'insufficient_funds':
    case 'limit_exceeded':
      fail(`payout.${answer.kind}`, { transactionNumber: answer.payout.transactionNumber });
      return;
    case 'reference_conflict':
      fail('payout.reference_conflict', {
        errors: conflictFaults(answer.fields, `transactions[${index}].`),
      });
      return;
    case 'not_covered':
      fail('payout.insufficient_funds');
      break;
    case 'near_duplicate':
      fail('payout.near_duplicate');
      return;
    case 'not_served':
      fail('order.service_unavailable');
  }
}

function bulkText(count: number, { succeeded, failed }: Outcome): string {
  return (
    `{"statusCode":200,"status":true,"message":"Success: ${succeeded.length}, Failed: ${failed.length}"` +
    `,"successCount":${succeeded.length},"failedCount":${failed.length},"totalProcessed":${count}` +
    `,"successTransactions":[${succeeded.join(',')}],"failedTransactions":[${failed.join(',')}]}`
  );
}

function succeededText(payout: AnsweredPayout): string {
  return (
    `{"transactionNumber":${quoted(payout.transactionNumber)}` +
    `,"clientTransactionRefNo":${quoted(payout.reference)}` +
    `,"beneficiaryName":${quoted(payout.beneficiaryName)},"amount":${amountOf(payout)}}`
  );
}

interface FailureDetails {
  readonly errors?: FieldFaults;
  readonly transactionNumber?: string;
}

/** Repeats what the item itself said, where it is a value the contract knows; nothing that is stored. */
function failedText(
  index: number,
  sent: JsonValue | undefined,
  message: string,
  { errors, transactionNumber }: FailureDetails,
): string {
  const item = isJsonObject(sent) ? sent : {};
  return (
    `{"index":${index},"clientTransactionRefNo":${echoed(item.clientTransactionRefNo)}` +
    `,"beneficiaryName":${echoed(item.beneficiaryName)},"amount":${echoed(item.amount)}` +
    `,"message":${quoted(message)}` +
    (errors === undefined ? '' : `,"errors":${JSON.stringify(errors)}`) +
    (transactionNumber === undefined ? '' : `,"transactionNumber":${quoted(transactionNumber)}`) +
    '}'
  );
}

function echoed(value: JsonValue | undefined): string {
  if (value instanceof JsonNumber) return value.text;
  return typeof value === 'string' ? quoted(value) : 'null';
}
