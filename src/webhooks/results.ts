/** Writes how deliveries ended, many in one commit: whatever has finished while the last commit was under way. */
import { transaction, type Pool, type Transaction } from '../db/connection.ts';
import { isConnectionLost, isOutOfResources, isRetryable } from '../db/sqlstate.ts';
import { insertStatement, arraysOf, rowsFrom, type Columns } from '../db/columns.ts';
import { failpoint } from '../kit/failpoint.ts';
import { writeReleases, type Release } from '../outbox/release.ts';
import { writeClaimEnds, type ClaimEnd } from '../outbox/end-claim.ts';
import type { WebhookLog } from './log.ts';

export interface AttemptRow {
  merchant_id: string;
  outbox_id: string;
  attempt_no: number;
  started_at: Date;
  duration_ms: number;
  http_status: number | null;
  error: string | null;
  reply_head: string | null;
}

/** A change of the endpoint's record: failing since an instant, or (null) no longer. */
export interface HealthRow {
  merchant_id: string;
  endpoint_id: string;
  failing_since: Date | null;
  /** There was a success: whatever was recorded before no longer counts. */
  has_recovered: boolean;
}

export interface Result {
  readonly merchantId: string;
  readonly claimEnd?: ClaimEnd;
  readonly release?: Release;
  readonly attempt?: AttemptRow;
  readonly health?: HealthRow;
}

const insertAttempts = insertStatement<AttemptRow>('webhook_attempts', {
  merchant_id: 'uuid',
  outbox_id: 'uuid',
  attempt_no: 'integer',
  started_at: 'timestamptz',
  duration_ms: 'integer',
  http_status: 'integer',
  error: 'text',
  reply_head: 'text',
});

const healthColumns: Columns<HealthRow> = {
  merchant_id: 'uuid',
  endpoint_id: 'uuid',
  failing_since: 'timestamptz',
  has_recovered: 'boolean',
};

const updateHealth = {
  name: 'webhook_endpoints_health',
  text: `update webhook_endpoints e set failing_since = r.failing_since
    from ${rowsFrom(healthColumns)}
    where e.merchant_id = r.merchant_id and e.endpoint_id = r.endpoint_id
      and (r.has_recovered or e.failing_since is null)`,
};

const mostTogether = 500;
const retryAfterMs = 500;
/** After that the claims have lapsed anyway, and what was delivered is delivered again. */
const mostTries = 60;

export class ResultWriter {
  private readonly pool: Pool;
  private readonly log: WebhookLog;
  private readonly oneMerchantPerCommit: boolean;
  private waiting: Result[] = [];
  private running: Promise<void> | undefined;
  private isGivenUp = false;

  constructor(pool: Pool, log: WebhookLog, oneMerchantPerCommit: boolean) {
    this.pool = pool;
    this.log = log;
    this.oneMerchantPerCommit = oneMerchantPerCommit;
  }

  add(result: Result): void {
    if (this.isGivenUp) return;
    this.waiting.push(result);
    this.running ??= this.run();
  }

  /** Resolves when everything added so far has been written or given up. */
  async drained(): Promise<void> {
    while (this.running !== undefined) await this.running;
  }

  /** Nothing more is written, for the connections are about to be closed: whoever claims it next delivers it again. */
  giveUp(): void {
    this.isGivenUp = true;
  }

  private async run(): Promise<void> {
    try {
      // Replies read from the sockets in this turn of the event loop share the commit.
      await new Promise((resolve) => setImmediate(resolve));
      while (this.waiting.length > 0) {
        const batch = this.waiting.slice(0, mostTogether);
        this.waiting = this.waiting.slice(mostTogether);
        const groups = this.oneMerchantPerCommit
          ? Map.groupBy(batch, ({ merchantId }) => merchantId).values()
          : [batch];
        for (const group of groups) await this.write(group);
      }
    } finally {
      // With the last look at what waits, so that nothing is added in between and left.
      this.running = undefined;
    }
  }

  /** One bad row never holds back its neighbours: an unexpected error halves the batch until the culprit is alone. */
  private async write(batch: readonly Result[]): Promise<void> {
    for (let attempt = 1; attempt <= mostTries; attempt++) {
      try {
        await transaction(this.pool, (tx) => writeAll(tx, batch));
        failpoint('webhook.after_mark');
        return;
      } catch (error) {
        if (this.isGivenUp) {
          const said =
            'Results of webhooks were not written before the stop: those are sent again.';
          this.log.warn({ err: error, results: batch.length }, said);
          return;
        }
        if (isConnectionLost(error) || isOutOfResources(error) || isRetryable(error)) {
          await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
          continue;
        }
        if (batch.length > 1) {
          const middle = batch.length >> 1;
          await this.write(batch.slice(0, middle));
          await this.write(batch.slice(middle));
          return;
        }
        this.log.error({ err: error }, 'The result of a webhook could not be written.');
        return;
      }
    }
    this.log.error({ results: batch.length }, 'Results of webhooks were given up: no database.');
  }
}

async function writeAll(tx: Transaction, batch: readonly Result[]): Promise<void> {
  const attempts = batch.map((result) => result.attempt).filter((row) => row !== undefined);
  const health = lastHealth(batch);
  await Promise.all(writeClaimEnds(tx, pick(batch, 'claimEnd')));
  await Promise.all(writeReleases(tx, pick(batch, 'release')));
  if (attempts.length > 0) {
    await tx.query({
      name: `${insertAttempts.name}_once`,
      // A COMMIT whose reply was lost is written again.
      text: `${insertAttempts.text} on conflict do nothing`,
      values: insertAttempts.values(attempts),
    });
  }
  if (health.length > 0)
    await tx.query({ ...updateHealth, values: arraysOf(healthColumns, health) });
}

/** One row per endpoint: the last word counts, and a success before it is not forgotten. */
function lastHealth(batch: readonly Result[]): HealthRow[] {
  const rows = new Map<string, HealthRow>();
  for (const { health: row } of batch) {
    if (row === undefined) continue;
    const hadRecovered = rows.get(row.endpoint_id)?.has_recovered ?? false;
    rows.set(row.endpoint_id, { ...row, has_recovered: row.has_recovered || hadRecovered });
  }
  return [...rows.values()];
}

function pick<Name extends 'claimEnd' | 'release'>(
  batch: readonly Result[],
  name: Name,
): NonNullable<Result[Name]>[] {
  return batch
    .map((result) => result[name])
    .filter((part): part is NonNullable<Result[Name]> => part !== undefined);
}
