-- What the overview of the console adds up, kept up to date from the journals, so that ten million payments need not be
-- read to show a month of them.
set local lock_timeout = '5s';

-- Of the whole gateway, by the quarter-hour in which something happened. `moved_minor` is what passed through the
-- clearing account of the flow: what came in, or went out, less what was taken back.
create table payment_quarters (
  starts_at timestamptz not null,
  flow text not null,
  provider text not null,
  currency text not null,
  succeeded_count bigint not null,
  failed_count bigint not null,
  reversed_count bigint not null,
  moved_minor bigint not null,
  constraint payment_quarters_pkey primary key (starts_at, flow, provider, currency),
  constraint payment_quarters_flow_known check (flow in ('in', 'out')),
  constraint payment_quarters_counts_sane check (succeeded_count >= 0 and failed_count >= 0 and reversed_count >= 0)
) with (fillfactor = 50);
grant select, insert, update on payment_quarters to hundi_app;

-- The same of one merchant, by the day of the gateway's zone.
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
  constraint payment_days_pkey primary key (merchant_id, day, flow, provider, currency),
  constraint payment_days_flow_known check (flow in ('in', 'out')),
  constraint payment_days_counts_sane check (succeeded_count >= 0 and failed_count >= 0 and reversed_count >= 0)
) with (fillfactor = 50);
create index payment_days_day on payment_days (day);
grant select, insert, update on payment_days to hundi_app;

-- How long things took, counted in steps that each reach a fifth further than the one before. `final_*`: from the making
-- of a payment to its end; `told`: from the promise of a webhook to its delivery.
create table span_quarters (
  starts_at timestamptz not null,
  span text not null,
  provider text not null,
  step integer not null,
  occurrences bigint not null,
  constraint span_quarters_pkey primary key (starts_at, span, provider, step),
  constraint span_quarters_span_known check (span in ('final_in', 'final_out', 'told')),
  constraint span_quarters_sane check (step >= 0 and occurrences > 0)
) with (fillfactor = 50);
grant select, insert, update on span_quarters to hundi_app;

create table span_days (
  merchant_id uuid not null,
  day date not null,
  span text not null,
  step integer not null,
  occurrences bigint not null,
  constraint span_days_pkey primary key (merchant_id, day, span, step),
  constraint span_days_span_known check (span in ('final_in', 'final_out', 'told')),
  constraint span_days_sane check (step >= 0 and occurrences > 0)
) with (fillfactor = 50);
create index span_days_day on span_days (day);
grant select, insert, update on span_days to hundi_app;

-- Up to which journal of an account all of this has been counted.
create table rollup_cursors (
  merchant_id uuid not null,
  account text not null,
  journal_no bigint not null,
  constraint rollup_cursors_pkey primary key (merchant_id, account)
) with (fillfactor = 50);
grant select, insert, update on rollup_cursors to hundi_app;

-- What is booked on each account, credits less debits, as of the cursors: with it a trial balance reads no journals.
create table account_sums (
  merchant_id uuid not null,
  account text not null,
  currency text not null,
  posted_minor bigint not null,
  entries bigint not null,
  constraint account_sums_pkey primary key (merchant_id, account),
  constraint account_sums_sane check (entries > 0)
) with (fillfactor = 50);
grant select, insert, update on account_sums to hundi_app;

-- A customer who does not pay leaves no journal: these ends are counted from the history.
create index payin_history_unpaid on payin_history (at) where to_status in ('expired', 'failed');

-- Each time somebody had the books proved at the console, and what came of it; at most one is running.
create table proof_runs (
  run_id uuid not null,
  asked_by text not null,
  asked_at timestamptz not null,
  state text not null,
  done integer not null,
  total integer not null,
  breaks jsonb not null,
  cancel_asked_by text,
  seen_at timestamptz not null,
  ended_at timestamptz,
  constraint proof_runs_pkey primary key (run_id),
  constraint proof_runs_state_known check (state in ('running', 'held', 'broken', 'cancelled', 'stopped')),
  constraint proof_runs_end_known check ((state = 'running') = (ended_at is null)),
  constraint proof_runs_progress_sane check (done >= 0 and done <= total)
);
create unique index proof_runs_one_running on proof_runs (state) where state = 'running';
grant select, insert, update on proof_runs to hundi_app;
