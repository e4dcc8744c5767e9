/** Endpoints as the delivery needs them: read together, secrets opened once, forgotten after a second. */
import { arrayLiteral } from '../db/columns.ts';
import type { Queryable } from '../db/connection.ts';
import type { Clock } from '../kit/clock.ts';
import type { WebhookLog } from './log.ts';
import type { Manner } from './schedule.ts';
import { webhookSecretOf } from './sign.ts';

export interface SealedEndpoint {
  readonly merchantId: string;
  readonly endpointId: string;
  readonly sealedSecrets: readonly string[];
}

/** The secrets that sign at `nowMs`, newest first. Throws when one cannot be opened. */
export type OpenSecrets = (endpoint: SealedEndpoint, nowMs: number) => readonly string[];

/** The API secret of a merchant from its sealed text. Throws when it cannot be opened. */
export type OpenApiSecret = (merchantId: string, sealed: string) => string;

export interface Endpoint {
  readonly merchantId: string;
  readonly endpointId: string;
  readonly url: string;
  readonly isActive: boolean;
  readonly secrets: readonly string[];
  /** Signs beside them, for a merchant that has one. */
  readonly apiSecret: string | null;
  /** By which an answer is judged and a failed attempt repeated. */
  readonly manner: Manner;
  failingSince: Date | null;
}

const manners: Readonly<Record<Row['scope'], Manner>> = {
  merchant: 'usual',
  order: 'order',
  approval: 'approval',
};

export interface SecretOpeners {
  readonly openSecrets: OpenSecrets;
  readonly openApiSecret: OpenApiSecret;
  /** What signs the approval webhooks of a profile, newest first. */
  readonly approvalSecretsOf: (profileId: string) => readonly string[];
}

export interface EndpointKey {
  readonly merchantId: string;
  readonly target: string;
}

interface Row {
  merchant_id: string;
  endpoint_id: string;
  url: string;
  scope: 'merchant' | 'order' | 'approval';
  profile_id: string | null;
  sealed_secrets: string[];
  sealed_api_secret: string | null;
  status: string;
  failing_since: Date | null;
}

interface Entry {
  readonly endpoint: Endpoint | undefined;
  readonly readAtMs: number;
}

const keptMs = 1_000;
const mostKept = 5_000;

const statement = {
  name: 'webhook_endpoints_by_key',
  text: `select e.merchant_id, e.endpoint_id, e.url, e.scope, e.profile_id, e.sealed_secrets, e.status, e.failing_since,
      x.sealed_secret as sealed_api_secret
    from unnest($1::uuid[], $2::uuid[]) as r (merchant_id, endpoint_id)
    join webhook_endpoints e on e.merchant_id = r.merchant_id and e.endpoint_id = r.endpoint_id
    left join xpayout_access x on x.merchant_id = e.merchant_id`,
};

export class EndpointCache {
  private readonly db: Queryable;
  private readonly openers: SecretOpeners;
  private readonly clock: Clock;
  private readonly log: WebhookLog;
  private readonly entries = new Map<string, Entry>();

  constructor(db: Queryable, openers: SecretOpeners, clock: Clock, log: WebhookLog) {
    this.db = db;
    this.openers = openers;
    this.clock = clock;
    this.log = log;
  }

  /** Reads all that are missing or old in one statement. */
  async load(keys: readonly EndpointKey[]): Promise<void> {
    const nowMs = this.clock.now().getTime();
    const wanted = new Map<string, EndpointKey>();
    for (const key of keys) if (!this.isFresh(key.target, nowMs)) wanted.set(key.target, key);
    if (wanted.size === 0) return;
    const { rows } = await this.db.query<Row>({
      ...statement,
      values: [
        arrayLiteral([...wanted.values()].map((key) => key.merchantId)),
        arrayLiteral([...wanted.keys()]),
      ],
    });
    if (this.entries.size > mostKept) this.entries.clear();
    for (const target of wanted.keys())
      this.entries.set(target, { endpoint: undefined, readAtMs: nowMs });
    for (const row of rows)
      this.entries.set(row.endpoint_id, { endpoint: this.endpointOf(row, nowMs), readAtMs: nowMs });
  }

  isFresh(target: string, nowMs: number): boolean {
    const entry = this.entries.get(target);
    return entry !== undefined && nowMs - entry.readAtMs < keptMs && nowMs >= entry.readAtMs;
  }

  /** As last read. */
  get(key: EndpointKey): Endpoint | undefined {
    const endpoint = this.entries.get(key.target)?.endpoint;
    return endpoint?.merchantId === key.merchantId ? endpoint : undefined;
  }

  private endpointOf(row: Row, nowMs: number): Endpoint {
    const { merchant_id: merchantId, endpoint_id: endpointId } = row;
    const isActive = row.status === 'active';
    const sealed = { merchantId, endpointId, sealedSecrets: row.sealed_secrets };
    const isApproval = row.scope === 'approval';
    const apiSecret = isActive && !isApproval ? this.openApiSecret(row) : null;
    const own = apiSecret === null ? [] : [webhookSecretOf(apiSecret)];
    const secretsOf = () => {
      if (isApproval) return this.openers.approvalSecretsOf(row.profile_id ?? '');
      return row.scope === 'order' ? own : this.open(sealed, nowMs);
    };
    return {
      merchantId,
      endpointId,
      url: row.url,
      isActive,
      secrets: isActive ? secretsOf() : [],
      apiSecret,
      manner: manners[row.scope],
      failingSince: row.failing_since,
    };
  }

  /** Without secrets nothing is sent: the attempt fails, and nobody else's is held up. */
  private open(endpoint: SealedEndpoint, nowMs: number): readonly string[] {
    try {
      return this.openers.openSecrets(endpoint, nowMs);
    } catch (error) {
      const { endpointId } = endpoint;
      this.log.error({ err: error, endpointId }, 'The secrets of an endpoint cannot be opened.');
      return [];
    }
  }

  private openApiSecret({
    merchant_id: merchantId,
    endpoint_id: endpointId,
    sealed_api_secret: sealed,
  }: Row): string | null {
    if (sealed === null) return null;
    try {
      return this.openers.openApiSecret(merchantId, sealed);
    } catch (error) {
      this.log.error({ err: error, endpointId }, 'The API secret of a merchant cannot be opened.');
      return null;
    }
  }
}
