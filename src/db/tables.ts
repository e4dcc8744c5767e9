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
  settlement_transfers: 'reference',
  accounts: 'sharded',
  journals: 'sharded',
  payouts: 'sharded',
  orders: 'sharded',
  payout_day_counts: 'sharded',
  payout_history: 'sharded',
  payout_attempts: 'sharded',
  provider_facts: 'sharded',
  cases: 'sharded',
  outbox: 'sharded',
  webhook_endpoints: 'sharded',
  webhook_attempts: 'sharded',
  xpayout_access: 'sharded',
  request_nonces: 'sharded',
  credentials: 'sharded',
  users: 'sharded',
  token_families: 'sharded',
  refresh_tokens: 'sharded',
  audit_events: 'sharded',
  settlement_terms: 'sharded',
  settlement_addresses: 'sharded',
  settlements: 'sharded',
  settlement_history: 'sharded',
  settlement_conversions: 'sharded',
} as const satisfies Record<string, 'sharded' | 'reference' | 'local'>;
