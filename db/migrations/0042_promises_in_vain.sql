-- A promise whose work fails whatever is tried is parked: how many claims in a row have ended without a word, the present
-- one included. Counted when it is claimed, so that work which ends its worker counts, too.
set local lock_timeout = '5s';

alter table outbox add column unsettled integer not null default 0;

-- The overview asks every few seconds, and behind a million open promises there is hardly ever one.
create index outbox_parked on outbox (created_at)
  where unsettled >= 5 and state in ('due', 'leased') and topic <> 'webhook';
