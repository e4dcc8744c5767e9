-- Payouts that a merchant's person ordered together, from a file. The rows are kept from the confirmation on, so that
-- whoever carries the batch on, however often it was interrupted, makes each payout once: a row has the reference and
-- the id of its payout before anything moves.
set local lock_timeout = '5s';

create table payout_batches (
  merchant_id uuid not null,
  batch_id uuid not null,
  -- Of the form from which it was confirmed: a second click finds the first one's batch.
  form_key text not null,
  file_name text not null,
  row_count integer not null,
  ordered_by text not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  constraint payout_batches_pkey primary key (merchant_id, batch_id),
  constraint payout_batches_form_once unique (merchant_id, form_key),
  constraint payout_batches_rows_sane check (row_count > 0)
);

create index payout_batches_open on payout_batches (merchant_id) where ended_at is null;

grant select, insert, update on payout_batches to hundi_app;

create table payout_batch_rows (
  merchant_id uuid not null,
  batch_id uuid not null,
  -- Of the line in the file.
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
  -- Null: not carried out yet.
  outcome text,
  transaction_number text,
  constraint payout_batch_rows_pkey primary key (merchant_id, batch_id, row_no),
  constraint payout_batch_rows_amount_sane check (amount_minor > 0),
  constraint payout_batch_rows_outcome_known check (outcome in (
    'created', 'paid_before', 'insufficient_funds', 'limit_exceeded', 'reference_conflict', 'not_served'
  ))
) with (fillfactor = 70);

grant select, insert, update on payout_batch_rows to hundi_app;
