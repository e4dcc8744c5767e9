-- The schema as the migrations leave it. Written by `npm run schema`; `npm run check` compares.

grant usage on schema public to hundi_app;

create table account_sums (
  merchant_id uuid not null,
  account text not null,
  currency text not null,
  posted_minor bigint not null,
  entries bigint not null,
  constraint account_sums_pkey PRIMARY KEY (merchant_id, account),
  constraint account_sums_sane CHECK (entries > 0)
) with (fillfactor=50);
grant insert, select, update on account_sums to hundi_app;

create table accounts (
  merchant_id uuid not null,
  account text not null,
  currency text not null,
  ruled boolean not null,
  posted_minor bigint not null,
  held_minor bigint not null,
  journal_count bigint not null,
  constraint accounts_pkey PRIMARY KEY (merchant_id, account),
  constraint accounts_counters_only_when_ruled CHECK (ruled OR posted_minor = 0 AND held_minor = 0 AND journal_count = 0),
  constraint accounts_held_not_negative CHECK (held_minor >= 0),
  constraint accounts_never_overdrawn CHECK (NOT ruled OR (posted_minor - held_minor) >= 0)
) with (fillfactor=40);
grant insert, select, update on accounts to hundi_app;

create table api_keys (
  merchant_id uuid not null,
  key_id uuid not null,
  key_no integer not null,
  key_hash bytea not null,
  name text not null,
  description text not null,
  active boolean not null,
  starts_at timestamp with time zone,
  ends_at timestamp with time zone,
  addresses text[] not null,
  created_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  constraint api_keys_pkey PRIMARY KEY (merchant_id, key_id)
);
CREATE UNIQUE INDEX api_keys_hash ON public.api_keys USING btree (merchant_id, key_hash);
CREATE UNIQUE INDEX api_keys_key_no ON public.api_keys USING btree (merchant_id, key_no);
grant insert, select, update on api_keys to hundi_app;

create table audit_events (
  merchant_id uuid not null,
  event_id uuid not null,
  actor text not null,
  action text not null,
  details jsonb not null,
  at timestamp with time zone not null,
  event_no bigint not null,
  hash bytea not null,
  constraint audit_events_pkey PRIMARY KEY (merchant_id, event_id)
);
CREATE INDEX audit_events_draft_idx ON public.audit_events USING btree (merchant_id, ((details ->> 'draftId'::text))) WHERE (action ~~ 'draft.%'::text);
CREATE UNIQUE INDEX audit_events_number_key ON public.audit_events USING btree (merchant_id, event_no);
grant insert, select on audit_events to hundi_app;

create table audit_heads (
  merchant_id uuid not null,
  event_no bigint not null,
  hash bytea not null,
  constraint audit_heads_pkey PRIMARY KEY (merchant_id)
);
grant insert, select, update on audit_heads to hundi_app;

create table balance_marks (
  merchant_id uuid not null,
  account text not null,
  journal_no bigint not null,
  of_account text not null,
  posted_minor bigint not null,
  constraint balance_marks_pkey PRIMARY KEY (merchant_id, account, journal_no, of_account),
  constraint balance_marks_sane CHECK (journal_no > 0)
);
grant insert, select on balance_marks to hundi_app;

create unlogged table call_counts (
  bucket text not null,
  last_second bigint not null,
  counted integer[] not null,
  constraint call_counts_pkey PRIMARY KEY (bucket)
) with (fillfactor=50);
grant delete, insert, select, update on call_counts to hundi_app;

create table card_prints (
  merchant_id uuid not null,
  card_print bytea not null,
  holder_print bytea not null,
  constraint card_prints_pkey PRIMARY KEY (merchant_id, card_print)
);
grant insert, select on card_prints to hundi_app;

create table card_tries (
  bucket bytea not null,
  what bytea[] not null,
  tried_at timestamp with time zone[] not null,
  last_at timestamp with time zone not null,
  constraint card_tries_pkey PRIMARY KEY (bucket),
  constraint card_tries_in_pairs CHECK (cardinality(what) = cardinality(tried_at))
);
CREATE INDEX card_tries_last_at_idx ON public.card_tries USING btree (last_at);
grant delete, insert, select, update on card_tries to hundi_app;

create table cases (
  merchant_id uuid not null,
  case_id uuid not null,
  payout_id uuid not null,
  code text not null,
  details jsonb not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint cases_pkey PRIMARY KEY (merchant_id, case_id)
);
CREATE INDEX cases_open ON public.cases USING btree (opened_at) WHERE (closed_at IS NULL);
grant insert, select, update on cases to hundi_app;

create table contacts (
  contact text not null,
  merchant_id uuid not null,
  constraint contacts_pkey PRIMARY KEY (contact)
);
grant delete, insert, select, update on contacts to hundi_app;

create table credentials (
  merchant_id uuid not null,
  client_id text not null,
  secret_hash bytea not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  constraint credentials_pkey PRIMARY KEY (merchant_id, client_id)
);
grant insert, select, update on credentials to hundi_app;

create table customer_contacts (
  merchant_id uuid not null,
  contact text not null,
  customer_name text not null,
  created_at timestamp with time zone not null,
  constraint customer_contacts_pkey PRIMARY KEY (merchant_id, contact)
);
grant insert, select on customer_contacts to hundi_app;

create table deployment_values (
  name text not null,
  value text not null,
  constraint deployment_values_pkey PRIMARY KEY (name)
);
grant delete, insert, select, update on deployment_values to hundi_app;

create table drafts (
  merchant_id uuid not null,
  draft_id uuid not null,
  kind text not null,
  payload text not null,
  before text not null,
  title text not null,
  shown text not null,
  hash text not null,
  reason text not null,
  made_by uuid not null,
  made_by_name text not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  status text not null,
  decided_by uuid,
  decided_by_name text,
  decided_at timestamp with time zone,
  decision_reason text,
  constraint drafts_pkey PRIMARY KEY (merchant_id, draft_id),
  constraint drafts_end_explained CHECK ((status = 'open'::text) = (decided_by IS NULL) AND (status = 'open'::text) = (decided_at IS NULL)),
  constraint drafts_status_known CHECK (status = ANY (ARRAY['open'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text])),
  constraint drafts_two_people CHECK ((status <> ALL (ARRAY['approved'::text, 'rejected'::text])) OR decided_by <> made_by)
);
CREATE INDEX drafts_open_idx ON public.drafts USING btree (merchant_id, draft_id) WHERE (status = 'open'::text);
grant insert, select, update (before), update (decided_at), update (decided_by), update (decided_by_name), update (decision_reason), update (expires_at), update (hash), update (made_at), update (payload), update (reason), update (shown), update (status), update (title) on drafts to hundi_app;

create table exchange_rates (
  from_currency text not null,
  to_currency text not null,
  version integer not null,
  rate text not null,
  spread_basis_points integer not null,
  set_by text not null,
  set_at timestamp with time zone not null,
  constraint exchange_rates_pkey PRIMARY KEY (from_currency, to_currency, version),
  constraint exchange_rates_sane CHECK (from_currency <> to_currency AND spread_basis_points >= 0 AND spread_basis_points <= 10000)
);
grant insert, select on exchange_rates to hundi_app;

create table incoming_transfers (
  merchant_id uuid not null,
  transfer_id uuid not null,
  kind text not null,
  status text not null,
  wallet_no bigint not null,
  payer_id uuid not null,
  payer_wallet_no bigint not null,
  reference text not null,
  currency text not null,
  amount_minor bigint not null,
  expires_at timestamp with time zone,
  created_at timestamp with time zone not null,
  arrived_at timestamp with time zone,
  constraint incoming_transfers_pkey PRIMARY KEY (merchant_id, transfer_id),
  constraint incoming_transfers_amount_sane CHECK (amount_minor > 0),
  constraint incoming_transfers_arrived_at_a_time CHECK ((status = 'arrived'::text) = (arrived_at IS NOT NULL)),
  constraint incoming_transfers_kind_known CHECK (kind = ANY (ARRAY['request'::text, 'send'::text])),
  constraint incoming_transfers_status_known CHECK (status = ANY (ARRAY['asked'::text, 'arrived'::text]))
) with (fillfactor=70);
CREATE UNIQUE INDEX incoming_transfers_reference_key ON public.incoming_transfers USING btree (merchant_id, reference) WHERE (kind = 'request'::text);
grant insert, select, update on incoming_transfers to hundi_app;

create table invitations (
  merchant_id uuid not null,
  token_hash bytea not null,
  kind text not null,
  person_id uuid,
  email text,
  role text not null,
  invited_by text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint invitations_pkey PRIMARY KEY (merchant_id, token_hash),
  constraint invitations_kind_known CHECK (kind = ANY (ARRAY['first'::text, 'invite'::text, 'reset'::text])),
  constraint invitations_names_somebody CHECK ((kind = 'first'::text) = (email IS NULL) AND (kind = 'reset'::text) = (person_id IS NOT NULL))
);
grant insert, select, update on invitations to hundi_app;

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
  recorded_at timestamp with time zone not null,
  constraint journals_pkey PRIMARY KEY (merchant_id, account, journal_no),
  constraint journals_kind_known CHECK (kind = ANY (ARRAY['reserve'::text, 'post'::text, 'void'::text, 'record'::text, 'reverse'::text])),
  constraint journals_legs_complete CHECK (cardinality(amounts_minor) >= 1 AND cardinality(amounts_minor) = cardinality(debits) AND cardinality(amounts_minor) = cardinality(credits) AND (0 < ALL (amounts_minor))),
  constraint journals_resolves_only_when_resolving CHECK ((kind = ANY (ARRAY['post'::text, 'void'::text])) = (resolves IS NOT NULL))
);
CREATE UNIQUE INDEX journals_fact_once ON public.journals USING btree (merchant_id, subject_id, kind, fact) WHERE (kind = ANY (ARRAY['record'::text, 'reverse'::text]));
CREATE UNIQUE INDEX journals_hold_ends_once ON public.journals USING btree (merchant_id, account, resolves) WHERE (resolves IS NOT NULL);
grant insert, select on journals to hundi_app;

create table logins (
  email text not null,
  merchant_id uuid not null,
  user_id uuid not null,
  constraint logins_pkey PRIMARY KEY (email)
);
grant insert, select, update on logins to hundi_app;

create table marketplaces (
  code text not null,
  version integer not null,
  payout_fee_basis_points integer,
  payout_fee_flat_minor bigint,
  payout_fee_minimum_minor bigint,
  payout_fee_maximum_minor bigint,
  payout_gst_basis_points integer,
  payout_fee_slabs bigint[],
  payin_fee_basis_points integer,
  payin_fee_flat_minor bigint,
  payin_fee_minimum_minor bigint,
  payin_fee_maximum_minor bigint,
  payin_gst_basis_points integer,
  payin_fee_slabs bigint[],
  providers text[],
  payout_rails text[],
  payin_methods text[],
  set_by text not null,
  set_at timestamp with time zone not null,
  constraint marketplaces_pkey PRIMARY KEY (code, version),
  constraint marketplaces_plans_complete CHECK ((num_nulls(payout_fee_basis_points, payout_fee_flat_minor, payout_fee_minimum_minor, payout_gst_basis_points, payout_fee_slabs) = ANY (ARRAY[0, 5])) AND (num_nulls(payin_fee_basis_points, payin_fee_flat_minor, payin_fee_minimum_minor, payin_gst_basis_points, payin_fee_slabs) = ANY (ARRAY[0, 5]))),
  constraint marketplaces_plans_sane CHECK (payout_fee_basis_points >= 0 AND payout_fee_basis_points <= 10000 AND payout_fee_flat_minor >= 0 AND payout_fee_minimum_minor >= 0 AND payout_fee_maximum_minor >= payout_fee_minimum_minor AND payout_gst_basis_points >= 0 AND payout_gst_basis_points <= 10000 AND payin_fee_basis_points >= 0 AND payin_fee_basis_points <= 10000 AND payin_fee_flat_minor >= 0 AND payin_fee_minimum_minor >= 0 AND payin_fee_maximum_minor >= payin_fee_minimum_minor AND payin_gst_basis_points >= 0 AND payin_gst_basis_points <= 10000),
  constraint marketplaces_sets_hold_something CHECK (cardinality(providers) > 0 AND cardinality(payout_rails) > 0 AND cardinality(payin_methods) > 0)
);
grant insert, select on marketplaces to hundi_app;

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
  tokens_valid_from timestamp with time zone not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  fee_slabs bigint[] default '{}'::bigint[] not null,
  payin_fee_basis_points integer default 0 not null,
  payin_fee_flat_minor bigint default 0 not null,
  payin_fee_minimum_minor bigint default 0 not null,
  payin_fee_maximum_minor bigint,
  payin_gst_basis_points integer default 0 not null,
  payin_fee_slabs bigint[] default '{}'::bigint[] not null,
  kind text default 'merchant'::text not null,
  constraint merchants_pkey PRIMARY KEY (merchant_id),
  constraint merchants_merchant_no_key UNIQUE (merchant_no),
  constraint merchants_environment_known CHECK (environment = ANY (ARRAY['sandbox'::text, 'live'::text])),
  constraint merchants_fee_sane CHECK (fee_basis_points >= 0 AND fee_basis_points <= 10000 AND fee_flat_minor >= 0 AND fee_minimum_minor >= 0 AND (fee_maximum_minor IS NULL OR fee_maximum_minor >= fee_minimum_minor) AND gst_basis_points >= 0 AND gst_basis_points <= 10000),
  constraint merchants_kind_known CHECK (kind = ANY (ARRAY['merchant'::text, 'processing'::text, 'user'::text])),
  constraint merchants_payin_fee_sane CHECK (payin_fee_basis_points >= 0 AND payin_fee_basis_points <= 10000 AND payin_fee_flat_minor >= 0 AND payin_fee_minimum_minor >= 0 AND (payin_fee_maximum_minor IS NULL OR payin_fee_maximum_minor >= payin_fee_minimum_minor) AND payin_gst_basis_points >= 0 AND payin_gst_basis_points <= 10000),
  constraint merchants_slabs_complete CHECK ((cardinality(fee_slabs) = 0 OR array_length(fee_slabs, 2) = 3) AND (cardinality(payin_fee_slabs) = 0 OR array_length(payin_fee_slabs, 2) = 3) AND (0 <= ALL (fee_slabs)) AND (0 <= ALL (payin_fee_slabs))),
  constraint merchants_status_known CHECK (status = ANY (ARRAY['active'::text, 'disabled'::text]))
);
grant insert, select, update on merchants to hundi_app;

create table number_blocks (
  series text not null,
  next_value bigint not null,
  constraint number_blocks_pkey PRIMARY KEY (series)
);
grant delete, insert, select, update on number_blocks to hundi_app;

create table orders (
  merchant_id uuid not null,
  order_id uuid not null,
  direction text not null,
  reference_id text,
  customer_name text,
  customer_email text,
  customer_mobile text,
  requested_mode text,
  callback_url text,
  return_url text,
  meta text,
  created_at timestamp with time zone not null,
  constraint orders_pkey PRIMARY KEY (merchant_id, order_id),
  constraint orders_direction_known CHECK (direction = ANY (ARRAY['in'::text, 'out'::text]))
);
CREATE INDEX orders_by_email ON public.orders USING brin (customer_email text_bloom_ops (n_distinct_per_range='4400', false_positive_rate='0.001')) WITH (pages_per_range='64', autosummarize='on');
CREATE INDEX orders_by_mobile ON public.orders USING brin (customer_mobile text_bloom_ops (n_distinct_per_range='4400', false_positive_rate='0.001')) WITH (pages_per_range='64', autosummarize='on');
CREATE INDEX orders_by_reference ON public.orders USING brin (reference_id text_bloom_ops (n_distinct_per_range='4400', false_positive_rate='0.001')) WITH (pages_per_range='64', autosummarize='on');
CREATE INDEX orders_reference_id ON public.orders USING btree (merchant_id, reference_id, order_id) WHERE (reference_id IS NOT NULL);
grant insert, select on orders to hundi_app;

create table outbox (
  merchant_id uuid not null,
  outbox_id uuid not null,
  topic text not null,
  subject_id uuid not null,
  subject_version integer not null,
  target text not null,
  payload text,
  state text not null,
  due_at timestamp with time zone not null,
  claims integer not null,
  lease_id uuid,
  last_error text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  replayed_at timestamp with time zone,
  after_id uuid,
  unsettled integer default 0 not null,
  constraint outbox_pkey PRIMARY KEY (merchant_id, outbox_id),
  constraint outbox_state_known CHECK (state = ANY (ARRAY['due'::text, 'leased'::text, 'done'::text, 'dead'::text]))
) with (fillfactor=70);
CREATE INDEX outbox_dead ON public.outbox USING btree (merchant_id, topic, outbox_id) WHERE (state = 'dead'::text);
CREATE INDEX outbox_open ON public.outbox USING btree (topic, due_at) WHERE (state = ANY (ARRAY['due'::text, 'leased'::text]));
CREATE INDEX outbox_parked ON public.outbox USING btree (created_at) WHERE ((unsettled >= 5) AND (state = ANY (ARRAY['due'::text, 'leased'::text])) AND (topic <> 'webhook'::text));
grant delete, insert, select, update on outbox to hundi_app;

create table passkeys (
  merchant_id uuid not null,
  person_id uuid not null,
  credential_id text not null,
  public_key bytea not null,
  sign_count bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint passkeys_pkey PRIMARY KEY (merchant_id, person_id, credential_id),
  constraint passkeys_person_fkey FOREIGN KEY (merchant_id, person_id) REFERENCES people(merchant_id, person_id)
);
grant delete, insert, select, update on passkeys to hundi_app;

create table payin_facts (
  merchant_id uuid not null,
  payin_id uuid not null,
  fact_key text not null,
  provider text not null,
  payment_id text not null,
  source text not null,
  kind text not null,
  amount_minor bigint not null,
  fee_minor bigint not null,
  gst_minor bigint not null,
  utr text,
  payer_vpa text,
  code text,
  message text,
  verdict text not null,
  seen_at timestamp with time zone not null,
  constraint payin_facts_pkey PRIMARY KEY (merchant_id, payin_id, fact_key),
  constraint payin_facts_kind_known CHECK (kind = ANY (ARRAY['received'::text, 'failed'::text, 'reversed'::text, 'refunded'::text, 'refund_refused'::text, 'released'::text])),
  constraint payin_facts_verdict_known CHECK (verdict = ANY (ARRAY['credited'::text, 'held'::text, 'giving_back'::text, 'applied'::text, 'noted'::text, 'case'::text]))
);
CREATE INDEX payin_facts_by_payer ON public.payin_facts USING brin (payer_vpa text_bloom_ops (n_distinct_per_range='4400', false_positive_rate='0.001')) WITH (pages_per_range='96', autosummarize='on');
CREATE INDEX payin_facts_by_payment ON public.payin_facts USING btree (merchant_id, payment_id) WHERE (kind = 'received'::text);
CREATE INDEX payin_facts_by_utr ON public.payin_facts USING brin (utr text_bloom_ops (n_distinct_per_range='4400', false_positive_rate='0.001')) WITH (pages_per_range='96', autosummarize='on');
CREATE INDEX payin_facts_held ON public.payin_facts USING btree (merchant_id, payin_id) WHERE ((verdict = 'held'::text) OR (kind = 'refund_refused'::text));
grant insert, select on payin_facts to hundi_app;

create table payin_history (
  merchant_id uuid not null,
  payin_id uuid not null,
  version integer not null,
  from_status text,
  to_status text not null,
  because text not null,
  at timestamp with time zone not null,
  constraint payin_history_pkey PRIMARY KEY (merchant_id, payin_id, version)
);
CREATE INDEX payin_history_unpaid ON public.payin_history USING btree (at) WHERE (to_status = ANY (ARRAY['expired'::text, 'failed'::text]));
grant insert, select on payin_history to hundi_app;

create table payin_terms (
  merchant_id uuid not null,
  late_payments text not null,
  wrong_amounts text not null,
  second_payments text not null,
  updated_at timestamp with time zone not null,
  constraint payin_terms_pkey PRIMARY KEY (merchant_id),
  constraint payin_terms_late_known CHECK (late_payments = ANY (ARRAY['hold'::text, 'credit'::text, 'refund'::text])),
  constraint payin_terms_second_known CHECK (second_payments = ANY (ARRAY['hold'::text, 'credit'::text, 'refund'::text])),
  constraint payin_terms_wrong_known CHECK (wrong_amounts = ANY (ARRAY['hold'::text, 'credit'::text, 'refund'::text]))
);
grant insert, select, update on payin_terms to hundi_app;

create table payins (
  merchant_id uuid not null,
  payin_id uuid not null,
  version integer not null,
  status text not null,
  status_reason text not null,
  contract text not null,
  transaction_number text not null,
  reference text not null,
  currency text not null,
  amount_minor bigint not null,
  fee_minor bigint not null,
  gst_minor bigint not null,
  plan_basis_points integer not null,
  plan_flat_minor bigint not null,
  plan_minimum_minor bigint not null,
  plan_maximum_minor bigint,
  plan_gst_basis_points integer not null,
  provider text not null,
  provider_reference text not null,
  payee_vpa text not null,
  expires_at timestamp with time zone not null,
  received_minor bigint not null,
  utr text,
  payer_vpa text,
  remarks text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone,
  method text not null,
  prompt_id text,
  challenge_url text,
  constraint payins_pkey PRIMARY KEY (merchant_id, payin_id),
  constraint payins_amounts_sane CHECK (amount_minor > 0 AND fee_minor >= 0 AND gst_minor >= 0 AND received_minor >= 0),
  constraint payins_method_known CHECK (method = ANY (ARRAY['upi'::text, 'card'::text, 'mpesa'::text])),
  constraint payins_paid_ones_received CHECK ((status = ANY (ARRAY['succeeded'::text, 'reversed'::text])) = (received_minor > 0)),
  constraint payins_status_known CHECK (status = ANY (ARRAY['created'::text, 'succeeded'::text, 'expired'::text, 'failed'::text, 'reversed'::text]))
) with (fillfactor=70);
CREATE INDEX payins_by_number ON public.payins USING brin (transaction_number text_bloom_ops (n_distinct_per_range='4400', false_positive_rate='0.001')) WITH (pages_per_range='192', autosummarize='on');
CREATE INDEX payins_by_reference ON public.payins USING brin (reference text_bloom_ops (n_distinct_per_range='4400', false_positive_rate='0.001')) WITH (pages_per_range='192', autosummarize='on');
CREATE INDEX payins_by_time ON public.payins USING brin (payin_id) WITH (pages_per_range='32', autosummarize='on');
CREATE UNIQUE INDEX payins_reference_key ON public.payins USING btree (merchant_id, reference);
CREATE UNIQUE INDEX payins_transaction_number_key ON public.payins USING btree (merchant_id, transaction_number);
CREATE INDEX payins_utr ON public.payins USING btree (merchant_id, utr) WHERE (utr IS NOT NULL);
grant insert, select, update on payins to hundi_app;

create table payment_days (
  merchant_id uuid not null,
  day date not null,
  flow text not null,
  provider text not null,
  currency text not null,
  succeeded_count bigint not null,
  failed_count bigint not null,
  reversed_count bigint not null,
  moved_minor bigint not null,
  constraint payment_days_pkey PRIMARY KEY (merchant_id, day, flow, provider, currency),
  constraint payment_days_counts_sane CHECK (succeeded_count >= 0 AND failed_count >= 0 AND reversed_count >= 0),
  constraint payment_days_flow_known CHECK (flow = ANY (ARRAY['in'::text, 'out'::text]))
) with (fillfactor=50);
CREATE INDEX payment_days_day ON public.payment_days USING btree (day);
grant insert, select, update on payment_days to hundi_app;

create table payment_quarters (
  starts_at timestamp with time zone not null,
  flow text not null,
  provider text not null,
  currency text not null,
  succeeded_count bigint not null,
  failed_count bigint not null,
  reversed_count bigint not null,
  moved_minor bigint not null,
  constraint payment_quarters_pkey PRIMARY KEY (starts_at, flow, provider, currency),
  constraint payment_quarters_counts_sane CHECK (succeeded_count >= 0 AND failed_count >= 0 AND reversed_count >= 0),
  constraint payment_quarters_flow_known CHECK (flow = ANY (ARRAY['in'::text, 'out'::text]))
) with (fillfactor=50);
grant insert, select, update on payment_quarters to hundi_app;

create table payout_amount_counts (
  merchant_id uuid not null,
  day date not null,
  least_minor bigint[] not null,
  totals bigint[] not null,
  constraint payout_amount_counts_pkey PRIMARY KEY (merchant_id, day),
  constraint payout_amount_counts_sane CHECK (cardinality(least_minor) = cardinality(totals))
);
grant insert, select on payout_amount_counts to hundi_app;

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
  started_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint payout_attempts_pkey PRIMARY KEY (merchant_id, payout_id, attempt_no),
  constraint payout_attempts_state_known CHECK (state = ANY (ARRAY['submitting'::text, 'not_sent'::text, 'accepted'::text, 'unknown'::text, 'succeeded'::text, 'rejected'::text]))
);
grant insert, select, update on payout_attempts to hundi_app;

create table payout_batch_rows (
  merchant_id uuid not null,
  batch_id uuid not null,
  row_no integer not null,
  payout_id uuid not null,
  reference text not null,
  means text not null,
  beneficiary_name text not null,
  beneficiary_account_number text not null,
  beneficiary_ifsc text not null,
  beneficiary_vpa text,
  beneficiary_mobile text,
  currency text not null,
  amount_minor bigint not null,
  outcome text,
  transaction_number text,
  constraint payout_batch_rows_pkey PRIMARY KEY (merchant_id, batch_id, row_no),
  constraint payout_batch_rows_amount_sane CHECK (amount_minor > 0),
  constraint payout_batch_rows_outcome_known CHECK (outcome = ANY (ARRAY['created'::text, 'paid_before'::text, 'insufficient_funds'::text, 'limit_exceeded'::text, 'reference_conflict'::text, 'not_served'::text, 'stopped'::text]))
) with (fillfactor=70);
grant insert, select, update on payout_batch_rows to hundi_app;

create table payout_batches (
  merchant_id uuid not null,
  batch_id uuid not null,
  form_key text not null,
  file_name text not null,
  row_count integer not null,
  ordered_by text not null,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  taken_through integer default 0 not null,
  stopped_at timestamp with time zone,
  stopped_by text,
  constraint payout_batches_pkey PRIMARY KEY (merchant_id, batch_id),
  constraint payout_batches_form_once UNIQUE (merchant_id, form_key),
  constraint payout_batches_rows_sane CHECK (row_count > 0),
  constraint payout_batches_stopped_by_somebody CHECK ((stopped_at IS NULL) = (stopped_by IS NULL))
);
CREATE INDEX payout_batches_open ON public.payout_batches USING btree (merchant_id) WHERE (ended_at IS NULL);
grant insert, select, update on payout_batches to hundi_app;

create table payout_day_counts (
  merchant_id uuid not null,
  day date not null,
  total bigint not null,
  with_reference bigint not null,
  constraint payout_day_counts_pkey PRIMARY KEY (merchant_id, day),
  constraint payout_day_counts_sane CHECK (with_reference >= 0 AND with_reference <= total)
);
grant insert, select on payout_day_counts to hundi_app;

create table payout_history (
  merchant_id uuid not null,
  payout_id uuid not null,
  version integer not null,
  from_status text,
  to_status text not null,
  because text not null,
  at timestamp with time zone not null,
  constraint payout_history_pkey PRIMARY KEY (merchant_id, payout_id, version)
);
grant insert, select on payout_history to hundi_app;

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
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone,
  beneficiary_vpa text,
  wished_rail text,
  beneficiary_mobile text,
  constraint payouts_pkey PRIMARY KEY (merchant_id, payout_id),
  constraint payouts_amounts_sane CHECK (amount_minor > 0 AND fee_minor >= 0 AND gst_minor >= 0),
  constraint payouts_beneficiary_complete CHECK (beneficiary_vpa IS NOT NULL OR beneficiary_mobile IS NOT NULL OR beneficiary_account_number <> ''::text AND beneficiary_ifsc <> ''::text) NOT VALID,
  constraint payouts_live_ones_hold_money CHECK (status = 'failed'::text OR reserve_no IS NOT NULL),
  constraint payouts_status_known CHECK (status = ANY (ARRAY['queued'::text, 'processing'::text, 'succeeded'::text, 'failed'::text, 'reversed'::text]))
) with (fillfactor=45);
CREATE INDEX payouts_amount ON public.payouts USING btree (merchant_id, amount_minor, payout_id) WHERE ((status = ANY (ARRAY['succeeded'::text, 'failed'::text, 'reversed'::text])) OR (reference IS NULL));
CREATE INDEX payouts_by_destination ON public.payouts USING brin (COALESCE(beneficiary_vpa, beneficiary_mobile, beneficiary_account_number) text_bloom_ops (n_distinct_per_range='4400', false_positive_rate='0.001')) WITH (pages_per_range='256', autosummarize='on');
CREATE INDEX payouts_by_reference ON public.payouts USING brin (reference text_bloom_ops (n_distinct_per_range='4400', false_positive_rate='0.001')) WITH (pages_per_range='256', autosummarize='on');
CREATE INDEX payouts_by_time ON public.payouts USING brin (payout_id) WITH (pages_per_range='64', autosummarize='on');
CREATE INDEX payouts_came_back ON public.payouts USING btree (merchant_id, status, payout_id) WHERE (status = ANY (ARRAY['failed'::text, 'reversed'::text]));
CREATE INDEX payouts_number ON public.payouts USING btree (transaction_number);
CREATE INDEX payouts_open ON public.payouts USING btree (payout_id, merchant_id, status) WHERE (status = ANY (ARRAY['queued'::text, 'processing'::text]));
CREATE UNIQUE INDEX payouts_reference_key ON public.payouts USING btree (merchant_id, reference) INCLUDE (payout_id, amount_minor) WHERE (reference IS NOT NULL);
CREATE INDEX payouts_utr ON public.payouts USING btree (merchant_id, utr) WHERE (utr IS NOT NULL);
grant insert, select, update on payouts to hundi_app;

create table people (
  merchant_id uuid not null,
  person_id uuid not null,
  email text not null,
  name text not null,
  role text not null,
  status text not null,
  password_hash text,
  totp_secret text,
  totp_step bigint not null,
  totp_offered text,
  factor_failures integer not null,
  factor_locked_until timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint people_pkey PRIMARY KEY (merchant_id, person_id),
  constraint people_role_known CHECK (role = ANY (ARRAY['owner'::text, 'admin'::text, 'finance'::text, 'support'::text, 'viewer'::text, 'payer'::text, 'developer'::text, 'reader'::text])),
  constraint people_status_known CHECK (status = ANY (ARRAY['active'::text, 'disabled'::text]))
);
CREATE UNIQUE INDEX people_email_key ON public.people USING btree (merchant_id, email);
grant insert, select, update on people to hundi_app;

create table person_sessions (
  merchant_id uuid not null,
  session_id uuid not null,
  token_hash bytea not null,
  previous_hash bytea,
  previous_until timestamp with time zone,
  person_id uuid not null,
  factor_at timestamp with time zone,
  proven_at timestamp with time zone not null,
  challenge text,
  challenge_at timestamp with time zone,
  address text not null,
  browser text not null,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_because text,
  constraint person_sessions_pkey PRIMARY KEY (merchant_id, session_id),
  constraint person_sessions_person_fkey FOREIGN KEY (merchant_id, person_id) REFERENCES people(merchant_id, person_id),
  constraint person_sessions_end_explained CHECK ((ended_at IS NULL) = (ended_because IS NULL))
) with (fillfactor=70);
CREATE INDEX person_sessions_person_idx ON public.person_sessions USING btree (merchant_id, person_id) WHERE (ended_at IS NULL);
CREATE INDEX person_sessions_places_idx ON public.person_sessions USING btree (merchant_id, person_id, created_at);
grant insert, select, update on person_sessions to hundi_app;

create table profiles (
  merchant_id uuid not null,
  user_name text not null,
  email text,
  mobile text,
  user_id uuid,
  pin_hash text,
  pin_failures integer not null,
  pin_locked_until timestamp with time zone,
  approval_webhook text,
  payment_webhook text,
  request_payment_webhook text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint profiles_pkey PRIMARY KEY (merchant_id),
  constraint profiles_pin_failures_sane CHECK (pin_failures >= 0)
);
grant insert, select, update on profiles to hundi_app;

create table proof_runs (
  run_id uuid not null,
  asked_by text not null,
  asked_at timestamp with time zone not null,
  state text not null,
  done integer not null,
  total integer not null,
  breaks jsonb not null,
  cancel_asked_by text,
  seen_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint proof_runs_pkey PRIMARY KEY (run_id),
  constraint proof_runs_end_known CHECK ((state = 'running'::text) = (ended_at IS NULL)),
  constraint proof_runs_progress_sane CHECK (done >= 0 AND done <= total),
  constraint proof_runs_state_known CHECK (state = ANY (ARRAY['running'::text, 'held'::text, 'broken'::text, 'cancelled'::text, 'stopped'::text]))
);
CREATE UNIQUE INDEX proof_runs_one_running ON public.proof_runs USING btree (state) WHERE (state = 'running'::text);
grant insert, select, update on proof_runs to hundi_app;

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
  seen_at timestamp with time zone not null,
  constraint provider_facts_pkey PRIMARY KEY (merchant_id, payout_id, fact_key)
);
CREATE INDEX provider_facts_by_utr ON public.provider_facts USING brin (utr text_bloom_ops (n_distinct_per_range='4400', false_positive_rate='0.001')) WITH (pages_per_range='80', autosummarize='on');
grant insert, select on provider_facts to hundi_app;

create unlogged table rate_windows (
  bucket text not null,
  window_no bigint not null,
  used integer not null,
  previous_used integer not null,
  constraint rate_windows_pkey PRIMARY KEY (bucket)
) with (fillfactor=50);
grant delete, insert, select, update on rate_windows to hundi_app;

create table recovery_codes (
  merchant_id uuid not null,
  person_id uuid not null,
  code_hash bytea not null,
  used_at timestamp with time zone,
  constraint recovery_codes_pkey PRIMARY KEY (merchant_id, person_id, code_hash),
  constraint recovery_codes_person_fkey FOREIGN KEY (merchant_id, person_id) REFERENCES people(merchant_id, person_id)
);
grant delete, insert, select, update on recovery_codes to hundi_app;

create table refresh_tokens (
  merchant_id uuid not null,
  token_hash bytea not null,
  family_id uuid not null,
  issued_at timestamp with time zone not null,
  spent_at timestamp with time zone,
  constraint refresh_tokens_pkey PRIMARY KEY (merchant_id, token_hash)
);
grant delete, insert, select, update on refresh_tokens to hundi_app;

create table request_nonces (
  merchant_id uuid not null,
  route text not null,
  nonce text not null,
  seen_at timestamp with time zone not null,
  constraint request_nonces_pkey PRIMARY KEY (merchant_id, route, nonce)
);
CREATE INDEX request_nonces_seen ON public.request_nonces USING btree (merchant_id, seen_at);
grant delete, insert, select on request_nonces to hundi_app;

create table rollup_cursors (
  merchant_id uuid not null,
  account text not null,
  journal_no bigint not null,
  constraint rollup_cursors_pkey PRIMARY KEY (merchant_id, account)
) with (fillfactor=50);
grant insert, select, update on rollup_cursors to hundi_app;

create table routing_codes (
  merchant_id uuid not null,
  wallet_no bigint not null,
  code text not null,
  minimum_minor bigint not null,
  maximum_minor bigint,
  set_by text not null,
  set_at timestamp with time zone not null,
  constraint routing_codes_pkey PRIMARY KEY (merchant_id, wallet_no, code),
  constraint routing_codes_limits_sane CHECK (minimum_minor > 0 AND (maximum_minor IS NULL OR maximum_minor >= minimum_minor))
);
grant delete, insert, select, update on routing_codes to hundi_app;

create table saved_filters (
  merchant_id uuid not null,
  person_id uuid not null,
  filter_id uuid not null,
  page text not null,
  name text not null,
  query text not null,
  created_at timestamp with time zone not null,
  constraint saved_filters_pkey PRIMARY KEY (merchant_id, person_id, filter_id)
);
CREATE UNIQUE INDEX saved_filters_name_key ON public.saved_filters USING btree (merchant_id, person_id, page, name);
grant delete, insert, select on saved_filters to hundi_app;

create table schema_migrations (
  name text not null,
  applied_at timestamp with time zone default now() not null,
  constraint schema_migrations_pkey PRIMARY KEY (name)
);
grant select on schema_migrations to hundi_app;

create table settlement_addresses (
  merchant_id uuid not null,
  address_id uuid not null,
  network text not null,
  address text not null,
  label text not null,
  added_by text not null,
  added_at timestamp with time zone not null,
  usable_from timestamp with time zone not null,
  removed_by text,
  removed_at timestamp with time zone,
  constraint settlement_addresses_pkey PRIMARY KEY (merchant_id, address_id),
  constraint settlement_addresses_cooling_off CHECK (usable_from >= added_at),
  constraint settlement_addresses_network_known CHECK (network = ANY (ARRAY['BANK'::text, 'TRC20'::text, 'ERC20'::text])),
  constraint settlement_addresses_removed_by_someone CHECK ((removed_at IS NULL) = (removed_by IS NULL))
);
CREATE UNIQUE INDEX settlement_addresses_listed ON public.settlement_addresses USING btree (merchant_id, network, address) WHERE (removed_at IS NULL);
grant insert, select, update on settlement_addresses to hundi_app;

create table settlement_conversions (
  merchant_id uuid not null,
  settlement_id uuid not null,
  conversion_no integer not null,
  rate text not null,
  direction text not null,
  spread_basis_points integer not null,
  fee_minor bigint not null,
  gst_minor bigint not null,
  given_minor bigint not null,
  rounding_minor bigint not null,
  usdt_minor bigint not null,
  quoted_by text not null,
  quote_expires_at timestamp with time zone not null,
  logged_by text not null,
  logged_at timestamp with time zone not null,
  constraint settlement_conversions_pkey PRIMARY KEY (merchant_id, settlement_id, conversion_no),
  constraint settlement_conversions_direction_known CHECK (direction = ANY (ARRAY['INR_PER_USDT'::text, 'USDT_PER_INR'::text])),
  constraint settlement_conversions_sane CHECK (fee_minor >= 0 AND gst_minor >= 0 AND given_minor > 0 AND rounding_minor >= 0 AND usdt_minor > 0 AND spread_basis_points >= 0 AND spread_basis_points <= 10000)
);
grant insert, select on settlement_conversions to hundi_app;

create table settlement_history (
  merchant_id uuid not null,
  settlement_id uuid not null,
  version integer not null,
  from_status text,
  to_status text not null,
  because text not null,
  acted_by text not null,
  at timestamp with time zone not null,
  constraint settlement_history_pkey PRIMARY KEY (merchant_id, settlement_id, version)
);
grant insert, select on settlement_history to hundi_app;

create table settlement_terms (
  merchant_id uuid not null,
  enabled boolean not null,
  cooling_off_hours integer not null,
  updated_at timestamp with time zone not null,
  constraint settlement_terms_pkey PRIMARY KEY (merchant_id),
  constraint settlement_terms_sane CHECK (cooling_off_hours >= 0 AND cooling_off_hours <= 720)
);
grant insert, select, update on settlement_terms to hundi_app;

create table settlement_transfers (
  network text not null,
  transfer_reference text not null,
  merchant_id uuid not null,
  settlement_id uuid not null,
  recorded_at timestamp with time zone not null,
  constraint settlement_transfers_pkey PRIMARY KEY (network, transfer_reference)
);
grant insert, select on settlement_transfers to hundi_app;

create table settlements (
  merchant_id uuid not null,
  settlement_id uuid not null,
  version integer not null,
  status text not null,
  currency text not null,
  network text not null,
  address_id uuid not null,
  address text not null,
  amount_minor bigint not null,
  reserve_no bigint not null,
  requested_by text not null,
  decided_by text,
  conversion_no integer,
  transfer_reference text,
  sent_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint settlements_pkey PRIMARY KEY (merchant_id, settlement_id),
  constraint settlements_amount_sane CHECK (amount_minor > 0),
  constraint settlements_converted_before_leaving CHECK (currency = 'INR'::text OR (status <> ALL (ARRAY['converted'::text, 'sent'::text, 'completed'::text, 'returned'::text])) OR conversion_no IS NOT NULL),
  constraint settlements_decided_before_moving CHECK ((status = ANY (ARRAY['requested'::text, 'failed'::text])) OR decided_by IS NOT NULL),
  constraint settlements_network_carries_currency CHECK (currency = 'INR'::text AND network = 'BANK'::text OR currency = 'USDT'::text AND (network = ANY (ARRAY['TRC20'::text, 'ERC20'::text]))),
  constraint settlements_sent_by_a_transfer CHECK ((status <> ALL (ARRAY['sent'::text, 'completed'::text, 'returned'::text])) OR transfer_reference IS NOT NULL AND sent_at IS NOT NULL),
  constraint settlements_status_known CHECK (status = ANY (ARRAY['requested'::text, 'approved'::text, 'converted'::text, 'sent'::text, 'completed'::text, 'returned'::text, 'rejected'::text, 'failed'::text])),
  constraint settlements_two_people CHECK (decided_by <> requested_by)
);
grant insert, select, update on settlements to hundi_app;

create table sign_in_failures (
  bucket text not null,
  failures integer not null,
  failed_at timestamp with time zone not null,
  waits_until timestamp with time zone,
  constraint sign_in_failures_pkey PRIMARY KEY (bucket),
  constraint sign_in_failures_counted CHECK (failures > 0)
);
CREATE INDEX sign_in_failures_failed_at_idx ON public.sign_in_failures USING btree (failed_at);
grant delete, insert, select, update on sign_in_failures to hundi_app;

create table span_days (
  merchant_id uuid not null,
  day date not null,
  span text not null,
  step integer not null,
  occurrences bigint not null,
  constraint span_days_pkey PRIMARY KEY (merchant_id, day, span, step),
  constraint span_days_sane CHECK (step >= 0 AND occurrences > 0),
  constraint span_days_span_known CHECK (span = ANY (ARRAY['final_in'::text, 'final_out'::text, 'told'::text]))
) with (fillfactor=50);
CREATE INDEX span_days_day ON public.span_days USING btree (day);
grant insert, select, update on span_days to hundi_app;

create table span_quarters (
  starts_at timestamp with time zone not null,
  span text not null,
  provider text not null,
  step integer not null,
  occurrences bigint not null,
  constraint span_quarters_pkey PRIMARY KEY (starts_at, span, provider, step),
  constraint span_quarters_sane CHECK (step >= 0 AND occurrences > 0),
  constraint span_quarters_span_known CHECK (span = ANY (ARRAY['final_in'::text, 'final_out'::text, 'told'::text]))
) with (fillfactor=50);
grant insert, select, update on span_quarters to hundi_app;

create table switches (
  kind text not null,
  name text not null,
  version integer not null,
  is_off boolean not null,
  reason text not null,
  set_by text not null,
  set_at timestamp with time zone not null,
  constraint switches_pkey PRIMARY KEY (kind, name, version),
  constraint switches_kind_known CHECK (kind = ANY (ARRAY['provider'::text, 'method'::text, 'merchant'::text, 'currency'::text])),
  constraint switches_reason_given CHECK (reason <> ''::text),
  constraint switches_version_positive CHECK (version > 0)
);
grant insert, select on switches to hundi_app;

create table team_emails (
  email text not null,
  merchant_id uuid not null,
  constraint team_emails_pkey PRIMARY KEY (email)
);
grant insert, select on team_emails to hundi_app;

create table token_families (
  merchant_id uuid not null,
  family_id uuid not null,
  subject text not null,
  role text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  revoked_because text,
  constraint token_families_pkey PRIMARY KEY (merchant_id, family_id)
);
CREATE INDEX token_families_revoked ON public.token_families USING btree (revoked_at) WHERE (revoked_at IS NOT NULL);
grant delete, insert, select, update on token_families to hundi_app;

create table transfer_history (
  merchant_id uuid not null,
  transfer_id uuid not null,
  version integer not null,
  from_status text,
  to_status text not null,
  because text not null,
  acted_by text not null,
  at timestamp with time zone not null,
  constraint transfer_history_pkey PRIMARY KEY (merchant_id, transfer_id, version)
);
grant insert, select on transfer_history to hundi_app;

create table transfers (
  merchant_id uuid not null,
  transfer_id uuid not null,
  version integer not null,
  status text not null,
  status_reason text not null,
  kind text not null,
  wallet_no bigint not null,
  payee_id uuid not null,
  payee_wallet_no bigint not null,
  reference text,
  currency text not null,
  amount_minor bigint not null,
  received_currency text not null,
  received_minor bigint not null,
  rate text,
  rounding_minor bigint not null,
  reserve_no bigint,
  expires_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint transfers_pkey PRIMARY KEY (merchant_id, transfer_id),
  constraint transfers_amounts_sane CHECK (amount_minor > 0 AND received_minor > 0 AND rounding_minor >= 0),
  constraint transfers_exchange_within_one_owner CHECK ((kind = 'exchange'::text) = (payee_id = merchant_id) AND (kind = 'exchange'::text) = (rate IS NOT NULL) AND (kind = 'exchange'::text OR currency = received_currency AND amount_minor = received_minor AND rounding_minor = 0)),
  constraint transfers_held_by_a_hold CHECK ((status <> ALL (ARRAY['held'::text, 'voided'::text])) OR reserve_no IS NOT NULL),
  constraint transfers_kind_known CHECK (kind = ANY (ARRAY['request'::text, 'send'::text, 'exchange'::text])),
  constraint transfers_status_known CHECK (status = ANY (ARRAY['pending'::text, 'held'::text, 'booked'::text, 'rejected'::text, 'cancelled'::text, 'voided'::text]))
) with (fillfactor=70);
CREATE INDEX transfers_by_reference ON public.transfers USING brin (reference text_bloom_ops (n_distinct_per_range='4400', false_positive_rate='0.001')) WITH (pages_per_range='128', autosummarize='on');
CREATE INDEX transfers_by_time ON public.transfers USING brin (transfer_id) WITH (pages_per_range='32', autosummarize='on');
CREATE UNIQUE INDEX transfers_reference_key ON public.transfers USING btree (merchant_id, reference) WHERE ((reference IS NOT NULL) AND (kind <> 'request'::text));
grant insert, select, update on transfers to hundi_app;

create table users (
  merchant_id uuid not null,
  user_id uuid not null,
  email text not null,
  password_hash text not null,
  role text not null,
  status text not null,
  created_at timestamp with time zone not null,
  constraint users_pkey PRIMARY KEY (merchant_id, user_id),
  constraint users_role_known CHECK (role = ANY (ARRAY['admin'::text, 'payer'::text, 'reader'::text])),
  constraint users_status_known CHECK (status = ANY (ARRAY['active'::text, 'disabled'::text]))
);
grant insert, select, update on users to hundi_app;

create table wallet_grants (
  merchant_id uuid not null,
  wallet_no bigint not null,
  grantee_id uuid not null,
  level text not null,
  granted_by text not null,
  granted_at timestamp with time zone not null,
  constraint wallet_grants_pkey PRIMARY KEY (merchant_id, wallet_no, grantee_id),
  constraint wallet_grants_level_known CHECK (level = ANY (ARRAY['read'::text, 'create'::text, 'approve'::text, 'full'::text]))
);
grant delete, insert, select, update on wallet_grants to hundi_app;

create table wallets (
  wallet_no bigint not null,
  merchant_id uuid not null,
  currency text not null,
  name text not null,
  is_default boolean not null,
  status text not null,
  created_at timestamp with time zone not null,
  constraint wallets_pkey PRIMARY KEY (wallet_no),
  constraint wallets_currency_once UNIQUE (merchant_id, currency),
  constraint wallets_status_known CHECK (status = ANY (ARRAY['active'::text, 'inactive'::text]))
);
grant insert, select, update on wallets to hundi_app;

create table webhook_attempts (
  merchant_id uuid not null,
  outbox_id uuid not null,
  attempt_no integer not null,
  started_at timestamp with time zone not null,
  duration_ms integer not null,
  http_status integer,
  error text,
  reply_head text,
  constraint webhook_attempts_pkey PRIMARY KEY (merchant_id, outbox_id, attempt_no)
);
grant delete, insert, select on webhook_attempts to hundi_app;

create table webhook_endpoints (
  merchant_id uuid not null,
  endpoint_id uuid not null,
  url text not null,
  sealed_secrets text[] not null,
  status text not null,
  failing_since timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  scope text default 'merchant'::text not null,
  profile_id uuid,
  constraint webhook_endpoints_pkey PRIMARY KEY (merchant_id, endpoint_id),
  constraint webhook_endpoints_profile_fits CHECK ((scope = 'approval'::text) = (profile_id IS NOT NULL)),
  constraint webhook_endpoints_scope_known CHECK (scope = ANY (ARRAY['merchant'::text, 'order'::text, 'approval'::text])),
  constraint webhook_endpoints_status_known CHECK (status = ANY (ARRAY['active'::text, 'disabled'::text]))
);
CREATE UNIQUE INDEX webhook_endpoints_order_url ON public.webhook_endpoints USING btree (merchant_id, url) WHERE (scope = 'order'::text);
grant insert, select, update on webhook_endpoints to hundi_app;

create table xpayout_access (
  merchant_id uuid not null,
  api_key text not null,
  sealed_secret text not null,
  hmac_mode text not null,
  marketplace_code text,
  api_enabled boolean not null,
  registered_addresses text[] not null,
  approved_addresses text[] not null,
  order_cap_minor bigint,
  day_cap_minor bigint,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  earlier_secret text,
  earlier_ends_at timestamp with time zone,
  constraint xpayout_access_pkey PRIMARY KEY (merchant_id),
  constraint xpayout_access_caps_sane CHECK ((order_cap_minor IS NULL OR order_cap_minor > 0) AND (day_cap_minor IS NULL OR day_cap_minor > 0)),
  constraint xpayout_access_earlier_ends CHECK ((earlier_secret IS NULL) = (earlier_ends_at IS NULL)),
  constraint xpayout_access_hmac_mode_known CHECK (hmac_mode = ANY (ARRAY['required'::text, 'optional'::text, 'off'::text]))
);
grant insert, select, update on xpayout_access to hundi_app;

create table xprizo_transactions (
  merchant_id uuid not null,
  transaction_id uuid not null,
  kind text not null,
  transaction_no bigint not null,
  approval_key text not null,
  wallet_no bigint not null,
  reference text not null,
  created_by uuid not null,
  description text not null,
  return_url text,
  routing_code text,
  customer_name text,
  created_at timestamp with time zone not null,
  endpoint_id uuid,
  first_webhook_id uuid,
  transfer_wallet_no bigint,
  constraint xprizo_transactions_pkey PRIMARY KEY (merchant_id, transaction_id),
  constraint xprizo_transactions_kind_known CHECK (kind = ANY (ARRAY['card_deposit'::text, 'upi_deposit'::text, 'mpesa_deposit'::text, 'mpesa_withdrawal'::text, 'request_payment'::text, 'send_payment'::text, 'exchange'::text]))
);
CREATE UNIQUE INDEX xprizo_transactions_key ON public.xprizo_transactions USING btree (merchant_id, approval_key);
CREATE UNIQUE INDEX xprizo_transactions_no ON public.xprizo_transactions USING btree (merchant_id, transaction_no);
CREATE INDEX xprizo_transactions_reference ON public.xprizo_transactions USING btree (merchant_id, reference);
grant insert, select on xprizo_transactions to hundi_app;

create view payout_changes as
 SELECT payouts.merchant_id,
    payouts.payout_id,
    1 AS version,
    NULL::text AS from_status,
        CASE
            WHEN payouts.reserve_no IS NULL THEN payouts.status
            ELSE 'queued'::text
        END AS to_status,
        CASE
            WHEN payouts.reserve_no IS NULL THEN payouts.status_reason
            ELSE 'accepted'::text
        END AS because,
    payouts.created_at AS at
   FROM payouts
UNION ALL
 SELECT payout_history.merchant_id,
    payout_history.payout_id,
    payout_history.version,
    payout_history.from_status,
    payout_history.to_status,
    payout_history.because,
    payout_history.at
   FROM payout_history
  WHERE payout_history.version > 1;
grant select on payout_changes to hundi_app;

create view postings as
 SELECT j.merchant_id,
    j.account AS ordered_by,
    j.journal_no,
    j.kind,
    j.currency,
    j.subject_id,
    j.recorded_at,
    leg.debit_account,
    leg.credit_account,
    leg.amount_minor
   FROM journals j
     CROSS JOIN LATERAL UNNEST(j.debits, j.credits, j.amounts_minor) leg(debit_account, credit_account, amount_minor);
grant select on postings to hundi_app;
