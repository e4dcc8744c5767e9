/**
 * The tables. Money is whole minor units, time is milliseconds since 1970. Of a card there are its brand, its last
 * four digits and a keyed hash, and nothing else. `lines` is both the statement and the double entry; the unique
 * index is the promise that one payment is charged once, disputed once, and each refund given once.
 */
export const SCHEMA = `
create table if not exists authorisations (
  seq integer primary key,
  payment_id text not null unique,
  reference text not null unique,
  fingerprint text not null,
  status text not null check (status in ('CHALLENGE', 'CAPTURED', 'DECLINED', 'DISPUTED')),
  amount integer not null check (amount > 0),
  currency text not null,
  route_code text,
  description text not null,
  return_url text not null,
  brand text not null,
  last_four text not null,
  card_hash text not null,
  rrn text,
  challenge_id text unique,
  challenge_ending text,
  wrong_codes integer not null default 0,
  failure_code text,
  dispute_reference text,
  behaviour text,
  behaviour_delay integer,
  behaviour_fired integer not null default 0,
  mask text,
  next_step text,
  due_at integer,
  created_at integer not null,
  updated_at integer not null,
  constraint a_step_has_its_time check ((next_step is null) = (due_at is null)),
  constraint what_was_charged_has_an_rrn check ((status in ('CAPTURED', 'DISPUTED')) = (rrn is not null))
) strict;
create index if not exists authorisations_due on authorisations (due_at) where due_at is not null;

create table if not exists cancelled (reference text primary key, at integer not null) strict;

create table if not exists refunds (
  seq integer primary key,
  refund_id text not null unique,
  payment_id text not null references authorisations (payment_id),
  amount integer not null check (amount > 0),
  refund_reference text not null,
  rrn text not null,
  created_at integer not null
) strict;
create index if not exists refunds_payment on refunds (payment_id);

create table if not exists lines (
  line integer primary key,
  at integer not null,
  reference text not null,
  payment_id text not null,
  line_reference text not null,
  rrn text not null,
  kind text not null check (kind in ('capture', 'dispute', 'refund')),
  debit_account text not null,
  credit_account text not null check (credit_account <> debit_account),
  amount integer not null check (amount > 0),
  currency text not null,
  balance integer not null
) strict;
create unique index if not exists one_movement on lines (line_reference);
create index if not exists lines_currency on lines (currency, line);

create table if not exists callbacks (
  id integer primary key,
  authorisation_seq integer not null references authorisations (seq),
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

create table if not exists rules (
  id integer primary key autoincrement,
  route_code text not null,
  request text not null check (request in ('authorise', 'enquiry')),
  behaviour text not null,
  probability real not null,
  times integer,
  delay_ms integer,
  rolls integer not null default 0,
  fired integer not null default 0
) strict;

create table if not exists faults (behaviour text primary key, fired integer not null) strict;
create table if not exists unrecorded (reference text primary key, submits integer not null) strict;
create table if not exists told (name text primary key, value text not null) strict;
`;
