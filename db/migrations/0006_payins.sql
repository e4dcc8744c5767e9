-- Money in: what a customer is asked for, what providers said about it, and what became of the money.
-- A pay-in holds nothing; it credits when evidence says that money came. `cases.payout_id` may name one as well.
set local lock_timeout = '5s';

create table payins (
  merchant_id uuid not null,
  payin_id uuid not null,
  version integer not null,
  status text not null,
  status_reason text not null,
  contract text not null,
  transaction_number text not null,
  reference text not null,
  currency text not null,
  amount_minor bigint not null,
  fee_minor bigint not null,
  gst_minor bigint not null,
  plan_basis_points integer not null,
  plan_flat_minor bigint not null,
  plan_minimum_minor bigint not null,
  plan_maximum_minor bigint,
  plan_gst_basis_points integer not null,
  provider text not null,
  provider_reference text not null,
  payee_vpa text not null,
  expires_at timestamptz not null,
  received_minor bigint not null,
  utr text,
  payer_vpa text,
  remarks text,
  created_at timestamptz not null,
  updated_at timestamptz,
  constraint payins_pkey primary key (merchant_id, payin_id),
  constraint payins_status_known check (
    status in ('created', 'succeeded', 'expired', 'failed', 'reversed')
  ),
  constraint payins_amounts_sane check (
    amount_minor > 0 and fee_minor >= 0 and gst_minor >= 0 and received_minor >= 0
  ),
  constraint payins_paid_ones_received check (
    (status in ('succeeded', 'reversed')) = (received_minor > 0)
  )
) with (fillfactor = 70);
create unique index payins_reference_key on payins (merchant_id, reference);
create unique index payins_transaction_number_key on payins (merchant_id, transaction_number);
create index payins_utr on payins (merchant_id, utr) where utr is not null;

create table payin_history (
  merchant_id uuid not null,
  payin_id uuid not null,
  version integer not null,
  from_status text,
  to_status text not null,
  because text not null,
  at timestamptz not null,
  constraint payin_history_pkey primary key (merchant_id, payin_id, version)
);

-- Each piece of evidence once, with what was made of it. Fee and tax are those taken from this payment.
create table payin_facts (
  merchant_id uuid not null,
  payin_id uuid not null,
  fact_key text not null,
  provider text not null,
  payment_id text not null,
  source text not null,
  kind text not null,
  amount_minor bigint not null,
  fee_minor bigint not null,
  gst_minor bigint not null,
  utr text,
  payer_vpa text,
  code text,
  message text,
  verdict text not null,
  seen_at timestamptz not null,
  constraint payin_facts_pkey primary key (merchant_id, payin_id, fact_key),
  constraint payin_facts_kind_known check (
    kind in ('received', 'failed', 'reversed', 'refunded', 'refund_refused', 'released')
  ),
  constraint payin_facts_verdict_known check (
    verdict in ('credited', 'held', 'giving_back', 'applied', 'noted', 'case')
  )
);

-- What a merchant wants done with payments that are not as asked for; one without a row has the defaults.
create table payin_terms (
  merchant_id uuid not null,
  late_payments text not null,
  wrong_amounts text not null,
  second_payments text not null,
  updated_at timestamptz not null,
  constraint payin_terms_pkey primary key (merchant_id),
  constraint payin_terms_late_known check (late_payments in ('credit', 'refund')),
  constraint payin_terms_wrong_known check (wrong_amounts in ('hold', 'credit', 'refund')),
  constraint payin_terms_second_known check (second_payments in ('hold', 'credit', 'refund'))
);

insert into accounts (merchant_id, account, currency, ruled, posted_minor, held_minor, journal_count)
  select w.merchant_id, 'payin_clearing:' || w.currency, w.currency, false, 0, 0, 0
  from accounts w where w.account = 'wallet:' || w.currency;

grant select, insert, update on payins, payin_terms to hundi_app;
grant select, insert on payin_history, payin_facts to hundi_app;
