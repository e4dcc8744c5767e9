-- How many payouts a merchant made on a day that is over, and how many of them with a reference: payouts are
-- never deleted, their ids carry their time and a reference stays, so a list need not count years of them again.
set local lock_timeout = '5s';

create table payout_day_counts (
  merchant_id uuid not null,
  day date not null,
  total bigint not null,
  with_reference bigint not null,
  constraint payout_day_counts_pkey primary key (merchant_id, day),
  constraint payout_day_counts_sane check (with_reference between 0 and total)
);

-- Written once and never corrected, for what it counts cannot change.
grant select, insert on payout_day_counts to hundi_app;
