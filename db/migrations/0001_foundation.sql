-- The merchants, their books, their payouts and the promises made for them.
-- Every sharded table starts its keys with merchant_id, so that one merchant always lives on one node.
set local lock_timeout = '5s';

create table deployment_values (
  name text not null,
  value text not null,
  constraint deployment_values_pkey primary key (name)
);

create table number_blocks (
  series text not null,
  next_value bigint not null,
  constraint number_blocks_pkey primary key (series)
);

create table merchants (
  merchant_id uuid not null,
  merchant_no integer not null,
  environment text not null,
  name text not null,
  status text not null,
  version integer not null,
  fee_basis_points integer not null,
  fee_flat_minor bigint not null,
  fee_minimum_minor bigint not null,
  fee_maximum_minor bigint,
  gst_basis_points integer not null,
  authentication_per_minute integer,
  payout_per_minute integer,
  bulk_per_minute integer,
  query_per_minute integer,
  near_duplicate_guard boolean not null,
  api_access boolean not null,
  allowed_addresses text[] not null,
  tokens_valid_from timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint merchants_pkey primary key (merchant_id),
  constraint merchants_merchant_no_key unique (merchant_no),
  constraint merchants_environment_known check (environment in ('sandbox', 'live')),
  constraint merchants_status_known check (status in ('active', 'disabled')),
  constraint merchants_fee_sane check (
    fee_basis_points between 0 and 10000 and fee_flat_minor >= 0 and fee_minimum_minor >= 0
    and (fee_maximum_minor is null or fee_maximum_minor >= fee_minimum_minor)
    and gst_basis_points between 0 and 10000
  )
);

-- Only ruled accounts keep counters; the others are summed from their postings and never locked.
create table accounts (
  merchant_id uuid not null,
  account text not null,
  currency text not null,
  ruled boolean not null,
  posted_minor bigint not null,
  held_minor bigint not null,
  journal_count bigint not null,
  constraint accounts_pkey primary key (merchant_id, account),
  constraint accounts_never_overdrawn check (not ruled or posted_minor - held_minor >= 0),
  constraint accounts_held_not_negative check (held_minor >= 0),
  constraint accounts_counters_only_when_ruled check (
    ruled or (posted_minor = 0 and held_minor = 0 and journal_count = 0)
  )
) with (fillfactor = 40);

-- A journal is one row: leg i moves amounts[i] from debits[i] to credits[i], so it balances by its shape.
-- journal_no is gap-free per ruled account and handed out under that account's row lock.
create table journals (
  merchant_id uuid not null,
  account text not null,
  journal_no bigint not null,
  kind text not null,
  currency text not null,
  subject_id uuid not null,
  fact text not null,
  resolves bigint,
  debits text[] not null,
  credits text[] not null,
  amounts_minor bigint[] not null,
  recorded_at timestamptz not null,
  constraint journals_pkey primary key (merchant_id, account, journal_no),
  constraint journals_kind_known check (kind in ('reserve', 'post', 'void', 'record', 'reverse')),
  constraint journals_legs_complete check (
    cardinality(amounts_minor) >= 1
    and cardinality(amounts_minor) = cardinality(debits)
    and cardinality(amounts_minor) = cardinality(credits)
    and 0 < all (amounts_minor)
  ),
  constraint journals_resolves_only_when_resolving check ((kind in ('post', 'void')) = (resolves is not null))
);

-- A hold ends exactly once.
create unique index journals_hold_ends_once on journals (merchant_id, account, resolves)
  where resolves is not null;
-- One business fact is booked once.
create unique index journals_fact_once on journals (merchant_id, subject_id, kind, fact)
  where kind in ('record', 'reverse');

create view postings as
  select j.merchant_id, j.account as ordered_by, j.journal_no, j.kind, j.currency, j.subject_id,
         j.recorded_at, leg.debit_account, leg.credit_account, leg.amount_minor
  from journals j
  cross join lateral unnest(j.debits, j.credits, j.amounts_minor)
    as leg (debit_account, credit_account, amount_minor);

create table payouts (
  merchant_id uuid not null,
  payout_id uuid not null,
  version integer not null,
  status text not null,
  status_reason text not null,
  contract text not null,
  transaction_number text not null,
  reference text,
  beneficiary_name text not null,
  beneficiary_account_number text not null,
  beneficiary_ifsc text not null,
  currency text not null,
  amount_minor bigint not null,
  fee_minor bigint not null,
  gst_minor bigint not null,
  reserve_no bigint,
  rail text,
  utr text,
  remarks text,
  created_at timestamptz not null,
  updated_at timestamptz,
  constraint payouts_pkey primary key (merchant_id, payout_id),
  constraint payouts_status_known check (
    status in ('queued', 'processing', 'succeeded', 'failed', 'reversed')
  ),
  constraint payouts_amounts_sane check (amount_minor > 0 and fee_minor >= 0 and gst_minor >= 0),
  constraint payouts_live_ones_hold_money check (status = 'failed' or reserve_no is not null)
);

create unique index payouts_reference_key on payouts (merchant_id, reference) where reference is not null;
create unique index payouts_transaction_number_key on payouts (merchant_id, transaction_number);
create index payouts_amount on payouts (merchant_id, amount_minor, payout_id);
create index payouts_not_succeeded on payouts (merchant_id, status, payout_id) where status <> 'succeeded';
create index payouts_utr on payouts (merchant_id, utr) where utr is not null;

create table payout_history (
  merchant_id uuid not null,
  payout_id uuid not null,
  version integer not null,
  from_status text,
  to_status text not null,
  because text not null,
  at timestamptz not null,
  constraint payout_history_pkey primary key (merchant_id, payout_id, version)
);

-- The attempt is committed before the first byte leaves; its reference is the same for ever.
create table payout_attempts (
  merchant_id uuid not null,
  payout_id uuid not null,
  attempt_no integer not null,
  provider text not null,
  provider_reference text not null,
  rail text not null,
  rail_reason text not null,
  state text not null,
  detail text,
  not_found_count integer not null,
  enquiry_count integer not null,
  started_at timestamptz not null,
  updated_at timestamptz not null,
  constraint payout_attempts_pkey primary key (merchant_id, payout_id, attempt_no),
  constraint payout_attempts_state_known check (
    state in ('submitting', 'not_sent', 'accepted', 'unknown', 'succeeded', 'rejected')
  )
);

-- Whatever a provider told us, once per distinct content, with what we made of it.
create table provider_facts (
  merchant_id uuid not null,
  payout_id uuid not null,
  fact_key text not null,
  source text not null,
  kind text not null,
  amount_minor bigint,
  utr text,
  code text,
  message text,
  verdict text not null,
  seen_at timestamptz not null,
  constraint provider_facts_pkey primary key (merchant_id, payout_id, fact_key)
);

create table cases (
  merchant_id uuid not null,
  case_id uuid not null,
  payout_id uuid not null,
  code text not null,
  details jsonb not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  constraint cases_pkey primary key (merchant_id, case_id)
);
create index cases_open on cases (opened_at) where closed_at is null;

-- Promises: made in the commit that gives rise to them, kept by whoever claims them.
create table outbox (
  merchant_id uuid not null,
  outbox_id uuid not null,
  topic text not null,
  subject_id uuid not null,
  subject_version integer not null,
  target text not null,
  payload text,
  state text not null,
  due_at timestamptz not null,
  claims integer not null,
  lease_id uuid,
  last_error text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint outbox_pkey primary key (merchant_id, outbox_id),
  constraint outbox_state_known check (state in ('due', 'leased', 'done', 'dead'))
) with (fillfactor = 70);
create index outbox_open on outbox (topic, due_at) where state in ('due', 'leased');
create index outbox_dead on outbox (merchant_id, topic, outbox_id) where state = 'dead';

create table webhook_endpoints (
  merchant_id uuid not null,
  endpoint_id uuid not null,
  url text not null,
  sealed_secrets text[] not null,
  status text not null,
  failing_since timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint webhook_endpoints_pkey primary key (merchant_id, endpoint_id),
  constraint webhook_endpoints_status_known check (status in ('active', 'disabled'))
);

create table webhook_attempts (
  merchant_id uuid not null,
  outbox_id uuid not null,
  attempt_no integer not null,
  started_at timestamptz not null,
  duration_ms integer not null,
  http_status integer,
  error text,
  reply_head text,
  constraint webhook_attempts_pkey primary key (merchant_id, outbox_id, attempt_no)
);

create table credentials (
  merchant_id uuid not null,
  client_id text not null,
  secret_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  constraint credentials_pkey primary key (merchant_id, client_id)
);

create table users (
  merchant_id uuid not null,
  user_id uuid not null,
  email text not null,
  password_hash text not null,
  role text not null,
  status text not null,
  created_at timestamptz not null,
  constraint users_pkey primary key (merchant_id, user_id),
  constraint users_role_known check (role in ('admin', 'payer', 'reader')),
  constraint users_status_known check (status in ('active', 'disabled'))
);

-- Directory: a login e-mail leads to its merchant before the merchant is known.
create table logins (
  email text not null,
  merchant_id uuid not null,
  user_id uuid not null,
  constraint logins_pkey primary key (email)
);

create table token_families (
  merchant_id uuid not null,
  family_id uuid not null,
  subject text not null,
  role text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_because text,
  constraint token_families_pkey primary key (merchant_id, family_id)
);
create index token_families_revoked on token_families (revoked_at) where revoked_at is not null;

create table refresh_tokens (
  merchant_id uuid not null,
  token_hash bytea not null,
  family_id uuid not null,
  issued_at timestamptz not null,
  spent_at timestamptz,
  constraint refresh_tokens_pkey primary key (merchant_id, token_hash)
);

create table audit_events (
  merchant_id uuid not null,
  event_id uuid not null,
  actor text not null,
  action text not null,
  details jsonb not null,
  at timestamptz not null,
  constraint audit_events_pkey primary key (merchant_id, event_id)
);

-- Counters of calls; a crash may empty them, which only forgives calls.
create unlogged table rate_windows (
  bucket text not null,
  window_no bigint not null,
  used integer not null,
  previous_used integer not null,
  constraint rate_windows_pkey primary key (bucket)
) with (fillfactor = 50);

grant select, insert, update, delete on deployment_values, number_blocks, rate_windows, outbox to hundi_app;
grant select, insert, update on merchants, accounts, payouts, payout_attempts, cases, webhook_endpoints,
  credentials, users, logins, token_families, refresh_tokens to hundi_app;
-- Append-only for the running program: a correction is a new row.
grant select, insert on journals, payout_history, provider_facts, webhook_attempts, audit_events to hundi_app;
grant select on postings to hundi_app;
