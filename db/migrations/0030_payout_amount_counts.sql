-- How many payouts of each band of amounts a merchant made on a day that is over. Half of all amounts lie above a
-- usual one: counting them in the index took as long as it took to read half of the index.
set local lock_timeout = '5s';

create table payout_amount_counts (
  merchant_id uuid not null,
  day date not null,
  -- The least amount of each band in which there was a payout, and how many there were.
  least_minor bigint[] not null,
  totals bigint[] not null,
  constraint payout_amount_counts_pkey primary key (merchant_id, day),
  constraint payout_amount_counts_sane check (cardinality(least_minor) = cardinality(totals))
);

-- Written once and never corrected, for what it counts cannot change.
grant select, insert on payout_amount_counts to hundi_app;
