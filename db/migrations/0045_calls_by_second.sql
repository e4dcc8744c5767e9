-- A limit is counted by the second: a call weighs for sixty seconds, and then not at all. Two counters by the minute had what
-- was used fade out over the whole minute after, so that of a hundred payouts eight were let in a minute later.
-- `rate_windows` stays for programs of an older version that still run beside this one; a later migration drops it.
set local lock_timeout = '5s';

-- Counters of calls; a crash may empty them, which only forgives calls.
create unlogged table call_counts (
  bucket text not null,
  last_second bigint not null,
  -- Calls of `last_second`, of the second before it, and so on back.
  counted integer[] not null,
  constraint call_counts_pkey primary key (bucket)
) with (fillfactor = 50);
grant select, insert, update, delete on call_counts to hundi_app;
