/**
 * Where each table lives when the deployment is spread over nodes: `sharded` rows stay with their
 * merchant, `reference` tables are copied to every node, `local` ones are housekeeping of one node
 * and never part of a money transaction.
 */
export const tables = {
  schema_migrations: 'local',
  deployment_values: 'local',
  number_blocks: 'local',
  rate_windows: 'local',
  merchants: 'reference',
  logins: 'reference',
  accounts: 'sharded',
  journals: 'sharded',
  payouts: 'sharded',
  orders: 'sharded',
  payins: 'sharded',
  payin_history: 'sharded',
  payin_facts: 'sharded',
  payin_terms: 'sharded',
  payout_day_counts: 'sharded',
  payout_history: 'sharded',
  payout_attempts: 'sharded',
  provider_facts: 'sharded',
  cases: 'sharded',
  outbox: 'sharded',
  webhook_endpoints: 'sharded',
  webhook_attempts: 'sharded',
  credentials: 'sharded',
  users: 'sharded',
  token_families: 'sharded',
  refresh_tokens: 'sharded',
  audit_events: 'sharded',
} as const satisfies Record<string, 'sharded' | 'reference' | 'local'>;
