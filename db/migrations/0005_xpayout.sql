-- The XPayout contract: who may call and how it signs, nonces that are spent once, payouts to a VPA and by a rail
-- that was asked for, and addresses for callbacks that belong to an order.
set local lock_timeout = '5s';

alter table payouts add column beneficiary_vpa text, add column wished_rail text;
-- Rows from before keep it by their door; they are not read again for it.
alter table payouts add constraint payouts_beneficiary_complete check (
  beneficiary_vpa is not null or (beneficiary_account_number <> '' and beneficiary_ifsc <> '')
) not valid;

alter table webhook_endpoints add column scope text not null default 'merchant';
alter table webhook_endpoints add constraint webhook_endpoints_scope_known
  check (scope in ('merchant', 'order'));
-- An address that many orders name is one endpoint, so that pacing and walls see one receiver.
create unique index webhook_endpoints_order_url on webhook_endpoints (merchant_id, url) where scope = 'order';

create table xpayout_access (
  merchant_id uuid not null,
  api_key text not null,
  sealed_secret text not null,
  hmac_mode text not null,
  marketplace_code text,
  api_enabled boolean not null,
  registered_addresses text[] not null,
  approved_addresses text[] not null,
  order_cap_minor bigint,
  day_cap_minor bigint,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint xpayout_access_pkey primary key (merchant_id),
  constraint xpayout_access_hmac_mode_known check (hmac_mode in ('required', 'optional', 'off')),
  constraint xpayout_access_caps_sane check (
    (order_cap_minor is null or order_cap_minor > 0) and (day_cap_minor is null or day_cap_minor > 0)
  )
);

-- Spent once per merchant and route by a request whose signature was right.
create table request_nonces (
  merchant_id uuid not null,
  route text not null,
  nonce text not null,
  seen_at timestamptz not null,
  constraint request_nonces_pkey primary key (merchant_id, route, nonce)
);
create index request_nonces_seen on request_nonces (merchant_id, seen_at);

grant select, insert, update on xpayout_access to hundi_app;
grant select, insert, delete on request_nonces to hundi_app;
