-- Money in by card and M-Pesa beside UPI, money out by M-Pesa, and what deposits of the Xprizo contract need:
-- webhooks in order, customers who are told apart, routing codes.
set local lock_timeout = '5s';

alter table payins
  add column method text not null default 'upi',
  -- What the provider calls its prompt on the customer's telephone; null: none is known to be out.
  add column prompt_id text,
  -- Where the card holder proves who he is; null: nobody was asked to.
  add column challenge_url text,
  add constraint payins_method_known check (method in ('upi', 'card', 'mpesa'));
alter table payins alter column method drop default;

-- To pay by M-Pesa; account number and IFSC are then empty.
alter table payouts
  add column beneficiary_mobile text,
  drop constraint payouts_beneficiary_complete,
  add constraint payouts_beneficiary_complete check (
    beneficiary_vpa is not null or beneficiary_mobile is not null
    or (beneficiary_account_number <> '' and beneficiary_ifsc <> '')
  ) not valid;

-- A promise that waits until another one of its merchant has been kept or given up; null: it waits for nobody.
alter table outbox add column after_id uuid;

-- Where a profile hears of the transactions that it created; the row stands with the owner of the wallet.
alter table webhook_endpoints
  drop constraint webhook_endpoints_scope_known,
  add constraint webhook_endpoints_scope_known check (scope in ('merchant', 'order', 'approval')),
  add column profile_id uuid,
  add constraint webhook_endpoints_profile_fits check ((scope = 'approval') = (profile_id is not null));

alter table xprizo_transactions
  -- Where its webhooks go, and the promise of the first; null: its creator named no address.
  add column endpoint_id uuid,
  add column first_webhook_id uuid,
  -- The wallet into which a deposit is exchanged.
  add column transfer_wallet_no bigint;

-- Whose an e-mail address or a mobile number is, within one merchant: nobody else may use it.
create table customer_contacts (
  merchant_id uuid not null,
  contact text not null,
  customer_name text not null,
  created_at timestamptz not null,
  constraint customer_contacts_pkey primary key (merchant_id, contact)
);

-- Who used a card first. Both are prints under a key of the deployment, and nothing leads from here to a payment, so
-- that neither the number nor its last digits can be found out from this table.
create table card_prints (
  merchant_id uuid not null,
  card_print bytea not null,
  holder_print bytea not null,
  constraint card_prints_pkey primary key (merchant_id, card_print)
);

-- Ways to the acquirer that an operator has set up for a wallet, with their limits.
create table routing_codes (
  merchant_id uuid not null,
  wallet_no bigint not null,
  code text not null,
  minimum_minor bigint not null,
  maximum_minor bigint,
  set_by text not null,
  set_at timestamptz not null,
  constraint routing_codes_pkey primary key (merchant_id, wallet_no, code),
  constraint routing_codes_limits_sane check (minimum_minor > 0 and (maximum_minor is null or maximum_minor >= minimum_minor))
);

grant select, insert on customer_contacts, card_prints to hundi_app;
grant select, insert, update, delete on routing_codes to hundi_app;
