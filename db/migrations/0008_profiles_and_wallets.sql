-- Profiles, their numbered wallets in several currencies, and what the Xprizo contract keeps beside a payment.
set local lock_timeout = '5s';

-- A row of merchants is whoever owns books: a merchant, a person with a wallet, or a profile that only acts for others.
-- The number is what the contract calls the id of a profile or contact.
alter table merchants
  add column kind text not null default 'merchant',
  add constraint merchants_kind_known check (kind in ('merchant', 'processing', 'user'));

-- What a profile of the Xprizo contract has beside that row.
create table profiles (
  merchant_id uuid not null,
  user_name text not null,
  email text,
  mobile text,
  -- Who logs in by GetToken; null: nobody does.
  user_id uuid,
  pin_hash text,
  pin_failures integer not null,
  pin_locked_until timestamptz,
  approval_webhook text,
  payment_webhook text,
  request_payment_webhook text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint profiles_pkey primary key (merchant_id),
  constraint profiles_pin_failures_sane check (pin_failures >= 0)
);

-- By which user name, e-mail address or mobile number a profile is found, in one spelling.
create table contacts (
  contact text not null,
  merchant_id uuid not null,
  constraint contacts_pkey primary key (contact)
);

-- Keys of the header x-api-key: of the key only a hash is kept.
create table api_keys (
  merchant_id uuid not null,
  key_id uuid not null,
  -- What the contract calls the task id of the key; counted within the profile.
  key_no integer not null,
  key_hash bytea not null,
  name text not null,
  description text not null,
  active boolean not null,
  starts_at timestamptz,
  ends_at timestamptz,
  addresses text[] not null,
  created_at timestamptz not null,
  removed_at timestamptz,
  constraint api_keys_pkey primary key (merchant_id, key_id)
);
create unique index api_keys_key_no on api_keys (merchant_id, key_no);
create unique index api_keys_hash on api_keys (merchant_id, key_hash);

-- The account id of the contract leads to the owner and the ledger account `wallet:<currency>`.
create table wallets (
  wallet_no bigint not null,
  merchant_id uuid not null,
  currency text not null,
  name text not null,
  is_default boolean not null,
  status text not null,
  created_at timestamptz not null,
  constraint wallets_pkey primary key (wallet_no),
  constraint wallets_currency_once unique (merchant_id, currency),
  constraint wallets_status_known check (status in ('active', 'inactive'))
);

-- What another profile may do with a wallet; no row: nothing.
create table wallet_grants (
  merchant_id uuid not null,
  wallet_no bigint not null,
  grantee_id uuid not null,
  level text not null,
  granted_by text not null,
  granted_at timestamptz not null,
  constraint wallet_grants_pkey primary key (merchant_id, wallet_no, grantee_id),
  constraint wallet_grants_level_known check (level in ('read', 'create', 'approve', 'full'))
);

-- What one unit of a currency gives in another; a change is a new version and the old ones stay.
create table exchange_rates (
  from_currency text not null,
  to_currency text not null,
  version integer not null,
  rate text not null,
  spread_basis_points integer not null,
  set_by text not null,
  set_at timestamptz not null,
  constraint exchange_rates_pkey primary key (from_currency, to_currency, version),
  constraint exchange_rates_sane check (from_currency <> to_currency and spread_basis_points between 0 and 10000)
);

-- What the Xprizo contract keeps beside a pay-in, a payout or a transfer, whose id it carries. No decision about
-- money reads it. Both owners of a transfer have a row of their own.
create table xprizo_transactions (
  merchant_id uuid not null,
  transaction_id uuid not null,
  kind text not null,
  -- Shown once it is booked, and as the number of the log entry of a refused one.
  transaction_no bigint not null,
  -- `DEP` and twelve characters: how it is known while it is open.
  approval_key text not null,
  wallet_no bigint not null,
  reference text not null,
  -- The profile that created it: its webhooks are called.
  created_by uuid not null,
  description text not null,
  return_url text,
  routing_code text,
  customer_name text,
  created_at timestamptz not null,
  constraint xprizo_transactions_pkey primary key (merchant_id, transaction_id),
  constraint xprizo_transactions_kind_known check (kind in (
    'card_deposit', 'upi_deposit', 'mpesa_deposit', 'mpesa_withdrawal', 'request_payment', 'send_payment', 'exchange'
  ))
);
create unique index xprizo_transactions_key on xprizo_transactions (merchant_id, approval_key);
create unique index xprizo_transactions_no on xprizo_transactions (merchant_id, transaction_no);
create index xprizo_transactions_reference on xprizo_transactions (merchant_id, reference);

grant select, insert, update, delete on contacts to hundi_app;
grant select, insert, update on profiles, api_keys, wallets to hundi_app;
grant select, insert, update, delete on wallet_grants to hundi_app;
grant select, insert on exchange_rates, xprizo_transactions to hundi_app;

-- The merchants who are there: their wallet gets its number, and the account for money between two owners is opened.
insert into wallets (wallet_no, merchant_id, currency, name, is_default, status, created_at)
  select 100000 + row_number() over (order by merchant_no), merchant_id, 'INR', 'INR', true, 'active', created_at
  from merchants;
insert into number_blocks (series, next_value) select 'wallet', count(*) + 1 from merchants;
insert into accounts (merchant_id, account, currency, ruled, posted_minor, held_minor, journal_count)
  select merchant_id, 'in_transit:INR', 'INR', false, 0, 0, 0 from merchants;

-- And each has a profile under a name made of its number, with its first user for a login.
insert into profiles (merchant_id, user_name, email, user_id, pin_failures, created_at, updated_at)
  select m.merchant_id, 'merchant' || m.merchant_no, u.email, u.user_id, 0, m.created_at, m.created_at
  from merchants m
  left join lateral (
    select email, user_id from users where users.merchant_id = m.merchant_id order by user_id limit 1
  ) u on true;
insert into contacts (contact, merchant_id)
  select user_name, merchant_id from profiles
  union all
  select email, merchant_id from profiles where email is not null;
