-- Kill switches, and exact changes that wait for a second person.
set local lock_timeout = '5s';

-- What is switched off, by whom and why. Never changed: switching it on again is a new version with its own reason, so
-- that whoever looks later sees every turn.
create table switches (
  kind text not null,
  name text not null,
  version integer not null,
  is_off boolean not null,
  reason text not null,
  set_by text not null,
  set_at timestamptz not null,
  constraint switches_pkey primary key (kind, name, version),
  constraint switches_kind_known check (kind in ('provider', 'method', 'merchant', 'currency')),
  constraint switches_version_positive check (version > 0),
  constraint switches_reason_given check (reason <> '')
);

-- A draft that concerns no merchant carries the merchant of zeros, as the people who make it do.
create table drafts (
  merchant_id uuid not null,
  draft_id uuid not null,
  kind text not null,
  -- The exact change as text, and what it changes as it was read: an approval names the hash over both.
  payload text not null,
  before text not null,
  -- Title and values as people read them, as they were when the draft was made.
  title text not null,
  shown text not null,
  hash text not null,
  reason text not null,
  made_by uuid not null,
  made_by_name text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  status text not null,
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  decision_reason text,
  constraint drafts_pkey primary key (merchant_id, draft_id),
  constraint drafts_status_known check (status in ('open', 'approved', 'rejected', 'withdrawn')),
  constraint drafts_end_explained check (
    (status = 'open') = (decided_by is null) and (status = 'open') = (decided_at is null)
  ),
  -- The second pair of eyes is another person's, whatever program writes here.
  constraint drafts_two_people check (
    status not in ('approved', 'rejected') or decided_by <> made_by
  )
);
create index drafts_open_idx on drafts (merchant_id, draft_id) where status = 'open';

grant select, insert on switches to hundi_app;
grant select, insert on drafts to hundi_app;
grant update (payload, before, title, shown, hash, reason, made_at, expires_at, status, decided_by, decided_by_name, decided_at,
  decision_reason) on drafts to hundi_app;
