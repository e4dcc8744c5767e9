/**
 * The tables. Money is whole paise, time is milliseconds since 1970.
 * `lines` is both the statement and the double entry: every row names the account it
 * debits and the account it credits, so no row can create or lose money; the unique indexes are the promise
 * that one reference moves money once and comes back once. What customers pay in has one line for each
 * payment: a link may be paid more than once.
 */
export const SCHEMA = `
create table if not exists operator (
  id integer primary key check (id = 1),
  booked integer not null,
  held integer not null,
  constraint promised_money_is_there check (held >= 0 and booked >= held)
) strict;

create table if not exists lines (
  line integer primary key,
  at integer not null,
  reference text not null,
  bank_reference text not null,
  utr text,
  rail text,
  kind text not null check (
    kind in ('transfer', 'reversal', 'funding', 'collection', 'chargeback', 'refund')
  ),
  debit_account text not null,
  credit_account text not null check (credit_account <> debit_account),
  amount integer not null check (amount > 0),
  balance integer not null
) strict;
create unique index if not exists one_movement_of_each_kind on lines (reference, kind)
  where kind in ('transfer', 'reversal', 'funding');
create unique index if not exists one_movement_of_each_payment on lines (bank_reference, kind);

create table if not exists transfers (
  seq integer primary key,
  reference text not null unique,
  bank_reference text not null,
  fingerprint text not null,
  status text not null check (status in ('PROCESSING', 'SUCCESS', 'FAILED', 'REVERSED')),
  amount integer not null check (amount > 0),
  rail text not null,
  beneficiary_name text not null,
  account_number text not null,
  ifsc text not null,
  utr text,
  failure_code text,
  failure_message text,
  reversal_reference text,
  behaviour text,
  behaviour_delay integer,
  behaviour_code text,
  behaviour_fired integer not null default 0,
  mask text,
  next_step text,
  due_at integer,
  created_at integer not null,
  updated_at integer not null,
  constraint a_step_has_its_time check ((next_step is null) = (due_at is null))
) strict;
create index if not exists transfers_due on transfers (due_at) where due_at is not null;

create table if not exists callbacks (
  id integer primary key,
  event_id text not null unique,
  transfer_seq integer not null references transfers (seq),
  body text not null,
  proves integer not null,
  follows integer references callbacks (id),
  due_at integer,
  attempts integer not null default 0,
  created_at integer not null,
  delivered_at integer
) strict;
create index if not exists callbacks_due on callbacks (due_at) where due_at is not null;
create index if not exists callbacks_following on callbacks (follows) where follows is not null;

create table if not exists collections (
  seq integer primary key,
  payment_id text not null unique,
  reference text not null,
  attempt text not null unique,
  status text not null check (status in ('RECEIVED', 'FAILED', 'REVERSED')),
  amount integer not null check (amount > 0),
  payer_vpa text not null,
  utr text,
  failure_code text,
  reversal_reference text,
  created_at integer not null,
  updated_at integer not null,
  constraint what_was_paid_has_a_utr check ((status = 'FAILED') = (utr is null))
) strict;
create index if not exists collections_reference on collections (reference);

create table if not exists refunds (
  seq integer primary key,
  refund_id text not null unique,
  payment_id text not null references collections (payment_id),
  amount integer not null check (amount > 0),
  bank_reference text not null,
  utr text not null,
  created_at integer not null
) strict;
create index if not exists refunds_payment on refunds (payment_id);

create table if not exists collection_callbacks (
  id integer primary key,
  collection_seq integer not null references collections (seq),
  body text not null,
  due_at integer,
  attempts integer not null default 0,
  created_at integer not null,
  delivered_at integer
) strict;
create index if not exists collection_callbacks_due on collection_callbacks (due_at)
  where due_at is not null;

create table if not exists rules (
  id integer primary key autoincrement,
  account_number text not null,
  request text not null check (request in ('submit', 'enquiry')),
  behaviour text not null,
  probability real not null,
  times integer,
  delay_ms integer,
  code text,
  rolls integer not null default 0,
  fired integer not null default 0
) strict;

create table if not exists faults (behaviour text primary key, fired integer not null) strict;
create table if not exists unrecorded (reference text primary key, submits integer not null) strict;
create table if not exists told (name text primary key, value text not null) strict;
`;
