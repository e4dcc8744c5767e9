-- A limit is counted by the second: a call weighs for sixty seconds, and then not at all. Two counters by the minute had what
-- was used fade out over the whole minute after, so that of a hundred payouts eight were let in a minute later.
set local lock_timeout = '5s';

drop table rate_windows;
-- Counters of calls; a crash may empty them, which only forgives calls.
create unlogged table rate_windows (
  bucket text not null,
  last_second bigint not null,
  -- Calls of `last_second`, of the second before it, and so on back.
  counted integer[] not null,
  constraint rate_windows_pkey primary key (bucket)
) with (fillfactor = 50);
grant select, insert, update, delete on rate_windows to hundi_app;
