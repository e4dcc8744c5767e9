-- A batch of payouts can be stopped while it runs. Its worker takes rows in their order and says how far before it makes
-- any of them, under the lock of the batch; a stop takes the same lock. So a row is either taken, and is carried out
-- whoever dies on the way, or it is stopped, and nobody carries it out.
set local lock_timeout = '5s';

alter table payout_batches
  -- Rows up to this one are taken.
  add column taken_through integer not null default 0,
  add column stopped_at timestamptz,
  add column stopped_by text,
  add constraint payout_batches_stopped_by_somebody check ((stopped_at is null) = (stopped_by is null));

alter table payout_batch_rows
  drop constraint payout_batch_rows_outcome_known,
  add constraint payout_batch_rows_outcome_known check (outcome in (
    'created', 'paid_before', 'insufficient_funds', 'limit_exceeded', 'reference_conflict', 'not_served', 'stopped'
  ));
