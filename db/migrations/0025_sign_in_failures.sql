-- Wrong passwords in a row, by name and not by person: a name that nobody has answers like one that somebody has.
set local lock_timeout = '5s';

create table sign_in_failures (
  -- A hash over site and name, and the source where the person of that name is known.
  bucket text not null,
  failures integer not null,
  failed_at timestamptz not null,
  waits_until timestamptz,
  constraint sign_in_failures_pkey primary key (bucket),
  constraint sign_in_failures_counted check (failures > 0)
);
create index sign_in_failures_failed_at_idx on sign_in_failures (failed_at);
grant select, insert, update, delete on sign_in_failures to hundi_app;

-- From where somebody was signed in lately.
create index person_sessions_places_idx on person_sessions (merchant_id, person_id, created_at);
