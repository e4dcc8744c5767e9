-- How often a card was tried, and which cards one customer tried, lately. It holds no card: `bucket` and `what` are hashes
-- over prints under the key of the deployment, or the id of a payment.
set local lock_timeout = '5s';

create table card_tries (
  bucket bytea not null,
  what bytea[] not null,
  tried_at timestamptz[] not null,
  last_at timestamptz not null,
  constraint card_tries_pkey primary key (bucket),
  constraint card_tries_in_pairs check (cardinality(what) = cardinality(tried_at))
);
create index card_tries_last_at_idx on card_tries (last_at);
grant select, insert, update, delete on card_tries to hundi_app;
