/** `transactions`: every payment that was made in the days, oldest first, as it stands when its page is read. */
import { firstIdAt } from '../kit/ids.ts';
import { payinService } from './payin-service.ts';
import { payoutService } from './payout-service.ts';
import type { Column, ReportRow, ReportScope, RowSource } from './report.ts';
import type { Service, Transaction } from './transaction.ts';

/** Another direction of money is another file, and a place here. */
const services: readonly Service[] = [payoutService, payinService];

/** What `service_type` may be. */
export const serviceTypes = services.map(({ type }) => type);

const columns: readonly Column[] = [
  { name: 'created_at', kind: 'time' },
  { name: 'transaction_number', kind: 'text' },
  { name: 'reference', kind: 'text' },
  { name: 'reference_id', kind: 'text' },
  { name: 'service_type', kind: 'text' },
  { name: 'status', kind: 'text' },
  { name: 'currency', kind: 'text' },
  { name: 'amount', kind: 'money', isSummed: true },
  { name: 'fee', kind: 'money', isSummed: true },
  { name: 'gst', kind: 'money', isSummed: true },
  { name: 'held', kind: 'money', isSummed: true },
  { name: 'debited', kind: 'money', isSummed: true },
  { name: 'credited', kind: 'money', isSummed: true },
  { name: 'beneficiary_name', kind: 'text' },
  { name: 'beneficiary_account_number', kind: 'text' },
  { name: 'beneficiary_ifsc', kind: 'text' },
  { name: 'mode', kind: 'text' },
  { name: 'utr', kind: 'text' },
  { name: 'remarks', kind: 'text' },
  { name: 'updated_at', kind: 'time' },
];

export const transactionRows: RowSource = {
  columns,
  pages: (scope) =>
    pagesInOrder(
      services.filter(({ type }) => scope.serviceType === undefined || scope.serviceType === type),
      scope,
    ),
};

/** The payments of several services as one row of payments, by time. One page of each is in memory. */
export async function* pagesInOrder(
  of: readonly Service[],
  scope: ReportScope,
): AsyncGenerator<readonly ReportRow[]> {
  const feeds = of.map((service) => new Feed(service, scope));
  for (;;) {
    await Promise.all(feeds.map((feed) => feed.fill()));
    const page = takeInOrder(feeds);
    if (page.length === 0) return;
    yield page;
  }
}

const comeToNothing: ReadonlySet<string> = new Set(['failed', 'expired', 'reversed']);

/** The payments of one service, of which one page is in memory. */
class Feed {
  readonly service: Service;
  readonly #scope: ReportScope;
  #page: readonly Transaction[] = [];
  #next = 0;
  #afterId: string;
  #isLast = false;

  constructor(service: Service, scope: ReportScope) {
    this.service = service;
    this.#scope = scope;
    this.#afterId = firstIdAt(scope.fromAt.getTime());
  }

  async fill(): Promise<void> {
    if (this.#next < this.#page.length || this.#isLast) return;
    this.#page = await this.service.pageAfter(this.#scope, this.#afterId);
    this.#next = 0;
    this.#isLast = this.#page.length < this.#scope.pageRows;
    this.#afterId = this.#page.at(-1)?.id ?? this.#afterId;
  }

  head(): Transaction | undefined {
    return this.#page[this.#next];
  }

  /** Nothing is known yet of what comes behind the page. */
  needsMore(): boolean {
    return this.#next >= this.#page.length && !this.#isLast;
  }

  take(): Transaction | undefined {
    return this.#page[this.#next++];
  }

  wordOf(status: string): string {
    return this.#scope.statusWords[status] ?? status;
  }

  remarksOn({ status, statusReason, remarks }: Transaction): string | null {
    const { failureWords } = this.#scope;
    if (failureWords === undefined || !comeToNothing.has(status)) return remarks;
    // What failed is remarked in the words of a provider; all else that is remarked is our own.
    if (status !== 'failed' && remarks !== null) return remarks;
    return failureWords(this.service.type, status, statusReason);
  }
}

/** The oldest first, until a feed has to be asked what comes next. */
function takeInOrder(feeds: readonly Feed[]): ReportRow[] {
  const page: ReportRow[] = [];
  while (!feeds.some((feed) => feed.needsMore())) {
    let oldest: Feed | undefined;
    for (const feed of feeds) {
      const id = feed.head()?.id;
      const oldestId = oldest?.head()?.id;
      if (id !== undefined && (oldestId === undefined || id < oldestId)) oldest = feed;
    }
    const transaction = oldest?.take();
    if (oldest === undefined || transaction === undefined) break;
    page.push(rowOf(oldest, transaction));
  }
  return page;
}

function rowOf(feed: Feed, one: Transaction): ReportRow {
  return {
    currency: one.currency,
    cells: [
      one.createdAt,
      one.transactionNumber,
      one.reference,
      one.referenceId,
      feed.service.type,
      feed.wordOf(one.status),
      one.currency,
      one.amountMinor,
      one.feeMinor,
      one.gstMinor,
      one.heldMinor,
      one.debitedMinor,
      one.creditedMinor,
      one.beneficiaryName,
      one.beneficiaryAccountNumber,
      one.beneficiaryIfsc,
      one.rail,
      one.utr,
      feed.remarksOn(one),
      one.updatedAt,
    ],
  };
}
