-- A search for how references begin may match tens of thousands of payouts, and needs of each its id and its amount. With
-- both in the index it reads three hundred pages; without, it fetched a row for each of them.
set local lock_timeout = '5s';

create unique index payouts_reference_with_id on payouts (merchant_id, reference) include (payout_id, amount_minor)
  where reference is not null;
drop index payouts_reference_key;
alter index payouts_reference_with_id rename to payouts_reference_key;
