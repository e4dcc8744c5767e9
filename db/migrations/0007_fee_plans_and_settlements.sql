-- Fee plans with slabs for both services, and settlements: money that leaves the wallet to the merchant itself.
set local lock_timeout = '5s';

-- The columns that are there stay the plan of payouts. A slab is three numbers: from which amount (minor units),
-- basis points, flat part (minor units).
alter table merchants
  add column fee_slabs bigint[] not null default '{}',
  add column payin_fee_basis_points integer not null default 0,
  add column payin_fee_flat_minor bigint not null default 0,
  add column payin_fee_minimum_minor bigint not null default 0,
  add column payin_fee_maximum_minor bigint,
  add column payin_gst_basis_points integer not null default 0,
  add column payin_fee_slabs bigint[] not null default '{}',
  add constraint merchants_payin_fee_sane check (
    payin_fee_basis_points between 0 and 10000 and payin_fee_flat_minor >= 0 and payin_fee_minimum_minor >= 0
    and (payin_fee_maximum_minor is null or payin_fee_maximum_minor >= payin_fee_minimum_minor)
    and payin_gst_basis_points between 0 and 10000
  ),
  add constraint merchants_slabs_complete check (
    (cardinality(fee_slabs) = 0 or array_length(fee_slabs, 2) = 3)
    and (cardinality(payin_fee_slabs) = 0 or array_length(payin_fee_slabs, 2) = 3)
    and 0 <= all (fee_slabs) and 0 <= all (payin_fee_slabs)
  );

-- A merchant without a row is not settled: the switch is off until somebody turns it on.
create table settlement_terms (
  merchant_id uuid not null,
  enabled boolean not null,
  cooling_off_hours integer not null,
  updated_at timestamptz not null,
  constraint settlement_terms_pkey primary key (merchant_id),
  constraint settlement_terms_sane check (cooling_off_hours between 0 and 720)
);

-- Where a merchant's money may go. Taken off the list a row stays, because settlements name it.
create table settlement_addresses (
  merchant_id uuid not null,
  address_id uuid not null,
  network text not null,
  address text not null,
  label text not null,
  added_by text not null,
  added_at timestamptz not null,
  usable_from timestamptz not null,
  removed_by text,
  removed_at timestamptz,
  constraint settlement_addresses_pkey primary key (merchant_id, address_id),
  constraint settlement_addresses_network_known check (network in ('BANK', 'TRC20', 'ERC20')),
  constraint settlement_addresses_cooling_off check (usable_from >= added_at),
  constraint settlement_addresses_removed_by_someone check ((removed_at is null) = (removed_by is null))
);
create unique index settlement_addresses_listed on settlement_addresses (merchant_id, network, address)
  where removed_at is null;

create table settlements (
  merchant_id uuid not null,
  settlement_id uuid not null,
  version integer not null,
  status text not null,
  currency text not null,
  network text not null,
  address_id uuid not null,
  address text not null,
  amount_minor bigint not null,
  reserve_no bigint not null,
  requested_by text not null,
  decided_by text,
  conversion_no integer,
  transfer_reference text,
  sent_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint settlements_pkey primary key (merchant_id, settlement_id),
  constraint settlements_status_known check (
    status in ('requested', 'approved', 'converted', 'sent', 'completed', 'rejected', 'failed')
  ),
  constraint settlements_amount_sane check (amount_minor > 0),
  constraint settlements_network_carries_currency check (
    (currency = 'INR' and network = 'BANK') or (currency = 'USDT' and network in ('TRC20', 'ERC20'))
  ),
  -- The maker is never the checker, whoever writes the row.
  constraint settlements_two_people check (decided_by <> requested_by),
  constraint settlements_decided_before_moving check (
    status in ('requested', 'failed') or decided_by is not null
  ),
  constraint settlements_converted_before_leaving check (
    currency = 'INR' or status not in ('converted', 'sent', 'completed') or conversion_no is not null
  ),
  constraint settlements_sent_by_a_transfer check (
    status not in ('sent', 'completed') or (transfer_reference is not null and sent_at is not null)
  )
);

create table settlement_history (
  merchant_id uuid not null,
  settlement_id uuid not null,
  version integer not null,
  from_status text,
  to_status text not null,
  because text not null,
  acted_by text not null,
  at timestamptz not null,
  constraint settlement_history_pkey primary key (merchant_id, settlement_id, version)
);

-- What was quoted, every time: a later quote is a new row. amount_minor is what is given in INR after fee and tax.
create table settlement_conversions (
  merchant_id uuid not null,
  settlement_id uuid not null,
  conversion_no integer not null,
  rate text not null,
  direction text not null,
  spread_basis_points integer not null,
  fee_minor bigint not null,
  gst_minor bigint not null,
  given_minor bigint not null,
  rounding_minor bigint not null,
  usdt_minor bigint not null,
  quoted_by text not null,
  quote_expires_at timestamptz not null,
  logged_by text not null,
  logged_at timestamptz not null,
  constraint settlement_conversions_pkey primary key (merchant_id, settlement_id, conversion_no),
  constraint settlement_conversions_direction_known check (direction in ('INR_PER_USDT', 'USDT_PER_INR')),
  constraint settlement_conversions_sane check (
    fee_minor >= 0 and gst_minor >= 0 and given_minor > 0 and rounding_minor >= 0 and usdt_minor > 0
    and spread_basis_points between 0 and 10000
  )
);

-- Directory: a UTR or a transaction hash settles once, whichever merchant it was for, so it cannot be a key of one.
create table settlement_transfers (
  network text not null,
  transfer_reference text not null,
  merchant_id uuid not null,
  settlement_id uuid not null,
  recorded_at timestamptz not null,
  constraint settlement_transfers_pkey primary key (network, transfer_reference)
);

-- The accounts that settlements book on, for the merchants who are there; new ones get them when they are made.
insert into accounts (merchant_id, account, currency, ruled, posted_minor, held_minor, journal_count)
  select m.merchant_id, r.account, r.currency, false, 0, 0, 0
  from merchants m
  cross join (values
    ('settlement_clearing:INR', 'INR'), ('conversion:INR', 'INR'), ('rounding:INR', 'INR'),
    ('settlement_clearing:USDT', 'USDT'), ('conversion:USDT', 'USDT')
  ) as r (account, currency);

grant select, insert, update on settlement_terms, settlement_addresses, settlements to hundi_app;
-- Append-only for the running program: who did what, at which rate and by which transfer.
grant select, insert on settlement_history, settlement_conversions, settlement_transfers to hundi_app;
