/**
 * The tables. Money is whole shillings, time is milliseconds since 1970. `lines` is the double entry: every row names
 * the account it debits and the account it credits, so no row can create or lose money; `accounts` are its sums, kept
 * so that no account can go below zero. `outside` is where money comes from.
 */
export const SCHEMA = `
create table if not exists accounts (
  name text primary key,
  balance integer not null,
  constraint only_outside_owes check (name = 'outside' or balance >= 0)
) strict;

create table if not exists lines (
  line integer primary key,
  at integer not null,
  receipt text not null,
  kind text not null check (kind in ('funding', 'deposit', 'payout', 'reversal')),
  debit_account text not null,
  credit_account text not null check (credit_account <> debit_account),
  amount integer not null check (amount > 0)
) strict;
create unique index if not exists one_movement_of_each_kind on lines (receipt, kind);
create index if not exists lines_debited on lines (debit_account, kind, at);
create index if not exists lines_credited on lines (credit_account, kind, at);

create table if not exists prompts (
  seq integer primary key,
  checkout_id text not null unique,
  merchant_request_id text not null,
  msisdn text not null,
  amount integer not null check (amount > 0),
  account_reference text not null,
  description text not null,
  callback_url text not null,
  status text not null check (status in ('pending', 'paid', 'refused')),
  result_code text,
  result_desc text,
  receipt text unique,
  reversed integer not null default 0,
  shown_code text,
  behaviour text,
  behaviour_delay integer not null default 0,
  behaviour_code text,
  next_step text,
  due_at integer,
  created_at integer not null,
  updated_at integer not null,
  constraint a_step_has_its_time check ((next_step is null) = (due_at is null)),
  constraint what_was_paid_has_a_receipt check ((status = 'paid') = (receipt is not null))
) strict;
create index if not exists prompts_due on prompts (due_at) where due_at is not null;
create index if not exists prompts_msisdn on prompts (msisdn, status);

create table if not exists bills (
  seq integer primary key,
  msisdn text not null,
  amount integer not null check (amount > 0),
  is_till integer not null,
  bill_reference text not null,
  status text not null check (status in ('pending', 'paid', 'refused')),
  result_code text,
  receipt text not null unique,
  reversed integer not null default 0,
  validation integer unique,
  next_step text,
  due_at integer,
  created_at integer not null,
  updated_at integer not null,
  constraint a_bill_step_has_its_time check ((next_step is null) = (due_at is null))
) strict;
create index if not exists bills_due on bills (due_at) where due_at is not null;

create table if not exists registrations (
  kind text primary key check (kind in ('bills', 'pull')),
  url text not null,
  validation_url text,
  otherwise text
) strict;

create table if not exists payouts (
  seq integer primary key,
  originator_id text not null unique,
  conversation_id text not null unique,
  msisdn text not null,
  amount integer not null check (amount > 0),
  remarks text not null,
  result_url text not null,
  timeout_url text not null,
  status text not null check (status in ('pending', 'paid', 'refused')),
  result_code text,
  result_desc text,
  receipt text not null unique,
  shown_code text,
  behaviour text,
  behaviour_delay integer not null default 0,
  behaviour_code text,
  next_step text,
  due_at integer,
  created_at integer not null,
  updated_at integer not null,
  constraint a_payout_step_has_its_time check ((next_step is null) = (due_at is null))
) strict;
create index if not exists payouts_due on payouts (due_at) where due_at is not null;
create index if not exists payouts_msisdn on payouts (msisdn);

create table if not exists asks (
  seq integer primary key,
  kind text not null check (kind in ('status', 'reversal')),
  originator_id text not null,
  conversation_id text not null unique,
  body text not null,
  fault text,
  behaviour text,
  behaviour_delay integer not null default 0,
  due_at integer,
  created_at integer not null
) strict;
create index if not exists asks_due on asks (due_at) where due_at is not null;

create table if not exists callbacks (
  id integer primary key,
  url text not null,
  body text not null,
  follows integer references callbacks (id),
  due_at integer,
  created_at integer not null,
  answered integer,
  answered_at integer
) strict;
create index if not exists callbacks_due on callbacks (due_at) where due_at is not null;
create index if not exists callbacks_following on callbacks (follows) where follows is not null;

create table if not exists rules (
  id integer primary key autoincrement,
  target text not null,
  request text not null,
  behaviour text not null,
  probability real not null,
  times integer,
  delay_ms integer,
  code text,
  rolls integer not null default 0,
  fired integer not null default 0
) strict;

create table if not exists faults (behaviour text primary key, fired integer not null) strict;
create table if not exists told (name text primary key, value text not null) strict;
`;
