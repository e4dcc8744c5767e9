-- Transfers between wallets. A transfer lives with its payer, whose money it is; the payee has a row of its own.
set local lock_timeout = '5s';

create table transfers (
  -- The payer; for an exchange the owner of both wallets.
  merchant_id uuid not null,
  transfer_id uuid not null,
  version integer not null,
  status text not null,
  status_reason text not null,
  kind text not null,
  wallet_no bigint not null,
  payee_id uuid not null,
  payee_wallet_no bigint not null,
  -- Of whoever asked for it: a request carries the reference of its payee, which is not the payer's to spend.
  reference text,
  currency text not null,
  amount_minor bigint not null,
  received_currency text not null,
  received_minor bigint not null,
  -- Of an exchange: the rate with its spread taken off, and what bought nothing.
  rate text,
  rounding_minor bigint not null,
  reserve_no bigint,
  expires_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint transfers_pkey primary key (merchant_id, transfer_id),
  constraint transfers_status_known check (
    status in ('pending', 'held', 'booked', 'rejected', 'cancelled', 'voided')
  ),
  constraint transfers_kind_known check (kind in ('request', 'send', 'exchange')),
  constraint transfers_amounts_sane check (
    amount_minor > 0 and received_minor > 0 and rounding_minor >= 0
  ),
  constraint transfers_exchange_within_one_owner check (
    (kind = 'exchange') = (payee_id = merchant_id) and (kind = 'exchange') = (rate is not null)
    and (kind = 'exchange' or (currency = received_currency and amount_minor = received_minor and rounding_minor = 0))
  ),
  constraint transfers_held_by_a_hold check (status not in ('held', 'voided') or reserve_no is not null)
) with (fillfactor = 70);
create unique index transfers_reference_key on transfers (merchant_id, reference)
  where reference is not null and kind <> 'request';

create table transfer_history (
  merchant_id uuid not null,
  transfer_id uuid not null,
  version integer not null,
  from_status text,
  to_status text not null,
  because text not null,
  acted_by text not null,
  at timestamptz not null,
  constraint transfer_history_pkey primary key (merchant_id, transfer_id, version)
);

-- What a payee knows: what it asked for, and what has arrived, once each.
create table incoming_transfers (
  merchant_id uuid not null,
  transfer_id uuid not null,
  kind text not null,
  status text not null,
  wallet_no bigint not null,
  payer_id uuid not null,
  payer_wallet_no bigint not null,
  reference text not null,
  currency text not null,
  amount_minor bigint not null,
  expires_at timestamptz,
  created_at timestamptz not null,
  arrived_at timestamptz,
  constraint incoming_transfers_pkey primary key (merchant_id, transfer_id),
  constraint incoming_transfers_kind_known check (kind in ('request', 'send')),
  constraint incoming_transfers_status_known check (status in ('asked', 'arrived')),
  constraint incoming_transfers_amount_sane check (amount_minor > 0),
  constraint incoming_transfers_arrived_at_a_time check ((status = 'arrived') = (arrived_at is not null))
) with (fillfactor = 70);
create unique index incoming_transfers_reference_key on incoming_transfers (merchant_id, reference)
  where kind = 'request';

grant select, insert, update on transfers, incoming_transfers to hundi_app;
grant select, insert on transfer_history to hundi_app;
