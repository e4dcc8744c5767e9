-- People who sign in to the console with their factors and sessions, and an audit whose rows are numbered and chained.
set local lock_timeout = '5s';

-- Operators belong to no merchant: their rows, and the audit of what concerns none, carry the merchant of zeros.
create table people (
  merchant_id uuid not null,
  person_id uuid not null,
  email text not null,
  name text not null,
  role text not null,
  status text not null,
  -- Null while a reset waits for its link to be used.
  password_hash text,
  -- Sealed; the step is the last one accepted, so that no code is good twice.
  totp_secret text,
  totp_step bigint not null,
  -- Shown to the person and not confirmed yet.
  totp_offered text,
  factor_failures integer not null,
  factor_locked_until timestamptz,
  created_at timestamptz not null,
  constraint people_pkey primary key (merchant_id, person_id),
  constraint people_status_known check (status in ('active', 'disabled')),
  constraint people_role_known check (
    role in ('owner', 'admin', 'finance', 'support', 'viewer', 'payer', 'developer', 'reader')
  )
);
create unique index people_email_key on people (merchant_id, email);

-- Which team an e-mail address signs in to; operators are found without it.
create table team_emails (
  email text not null,
  merchant_id uuid not null,
  constraint team_emails_pkey primary key (email)
);

create table passkeys (
  merchant_id uuid not null,
  person_id uuid not null,
  credential_id text not null,
  public_key bytea not null,
  sign_count bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  used_at timestamptz,
  constraint passkeys_pkey primary key (merchant_id, person_id, credential_id),
  constraint passkeys_person_fkey foreign key (merchant_id, person_id) references people (merchant_id, person_id)
);

create table recovery_codes (
  merchant_id uuid not null,
  person_id uuid not null,
  code_hash bytea not null,
  used_at timestamptz,
  constraint recovery_codes_pkey primary key (merchant_id, person_id, code_hash),
  constraint recovery_codes_person_fkey foreign key (merchant_id, person_id) references people (merchant_id, person_id)
);

-- One-time links: only the hash of what is in them is here.
create table invitations (
  merchant_id uuid not null,
  token_hash bytea not null,
  kind text not null,
  -- Of a reset.
  person_id uuid,
  -- Null for the first operator, who says it.
  email text,
  role text not null,
  invited_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint invitations_pkey primary key (merchant_id, token_hash),
  constraint invitations_kind_known check (kind in ('first', 'invite', 'reset')),
  constraint invitations_names_somebody check (
    (kind = 'first') = (email is null) and (kind = 'reset') = (person_id is not null)
  )
);

create table person_sessions (
  merchant_id uuid not null,
  session_id uuid not null,
  -- Of the secret in the cookie, which is changed whenever something is proven; the one before answers what was under
  -- way, for seconds.
  token_hash bytea not null,
  previous_hash bytea,
  previous_until timestamptz,
  person_id uuid not null,
  -- When the second factor was proven; null: not in this session.
  factor_at timestamptz,
  -- When the person last proved to be there, for what asks for it anew.
  proven_at timestamptz not null,
  -- What a passkey has to sign next; good once and for a few minutes.
  challenge text,
  challenge_at timestamptz,
  address text not null,
  browser text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_because text,
  constraint person_sessions_pkey primary key (merchant_id, session_id),
  constraint person_sessions_person_fkey foreign key (merchant_id, person_id) references people (merchant_id, person_id),
  constraint person_sessions_end_explained check ((ended_at is null) = (ended_because is null))
) with (fillfactor = 70);
create index person_sessions_person_idx on person_sessions (merchant_id, person_id) where ended_at is null;

-- The last number and hash of each stream of the audit. Whoever adds an event holds this row until its commit, so
-- the numbers have no gaps and each hash covers the one before.
create table audit_heads (
  merchant_id uuid not null,
  event_no bigint not null,
  hash bytea not null,
  constraint audit_heads_pkey primary key (merchant_id)
);

alter table audit_events add column event_no bigint, add column hash bytea;

-- What was written before, in the order of its ids, which are those of time.
with recursive chained as (
  select * from (
    select distinct on (merchant_id) merchant_id, event_id, 1::bigint as no, sha256(sha256('')
      || convert_to(jsonb_build_array(merchant_id, 1, event_id, actor, action, details,
        floor(extract(epoch from at) * 1000)::bigint)::text, 'UTF8')) as hash
    from audit_events order by merchant_id, event_id
  ) first
  union all
  select n.merchant_id, n.event_id, c.no + 1, sha256(c.hash
    || convert_to(jsonb_build_array(n.merchant_id, c.no + 1, n.event_id, n.actor, n.action, n.details,
      floor(extract(epoch from n.at) * 1000)::bigint)::text, 'UTF8'))
  from chained c cross join lateral (
    select * from audit_events e where e.merchant_id = c.merchant_id and e.event_id > c.event_id
    order by e.event_id limit 1
  ) n
)
update audit_events e set event_no = c.no, hash = c.hash
from chained c where e.merchant_id = c.merchant_id and e.event_id = c.event_id;

insert into audit_heads (merchant_id, event_no, hash)
  select distinct on (merchant_id) merchant_id, event_no, hash from audit_events order by merchant_id, event_no desc;

alter table audit_events alter column event_no set not null, alter column hash set not null;
create unique index audit_events_number_key on audit_events (merchant_id, event_no);

grant select, insert, update on people, passkeys, recovery_codes, invitations, person_sessions, audit_heads to hundi_app;
grant delete on passkeys, recovery_codes to hundi_app;
grant select, insert on team_emails to hundi_app;
