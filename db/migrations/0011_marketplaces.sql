-- Marketplace codes with a price and a set of providers, an API secret that stays good for a while after its rotation,
-- and settlements that came back after they were completed.
set local lock_timeout = '5s';

-- What a marketplace code stands for. A change is a new version and the old ones stay. A plan is there with all its
-- parts or not at all; a set that is null leaves everything open.
create table marketplaces (
  code text not null,
  version integer not null,
  payout_fee_basis_points integer,
  payout_fee_flat_minor bigint,
  payout_fee_minimum_minor bigint,
  payout_fee_maximum_minor bigint,
  payout_gst_basis_points integer,
  payout_fee_slabs bigint[],
  payin_fee_basis_points integer,
  payin_fee_flat_minor bigint,
  payin_fee_minimum_minor bigint,
  payin_fee_maximum_minor bigint,
  payin_gst_basis_points integer,
  payin_fee_slabs bigint[],
  providers text[],
  payout_rails text[],
  payin_methods text[],
  set_by text not null,
  set_at timestamptz not null,
  constraint marketplaces_pkey primary key (code, version),
  constraint marketplaces_plans_complete check (
    num_nulls(payout_fee_basis_points, payout_fee_flat_minor, payout_fee_minimum_minor,
      payout_gst_basis_points, payout_fee_slabs) in (0, 5)
    and num_nulls(payin_fee_basis_points, payin_fee_flat_minor, payin_fee_minimum_minor,
      payin_gst_basis_points, payin_fee_slabs) in (0, 5)
  ),
  constraint marketplaces_plans_sane check (
    payout_fee_basis_points between 0 and 10000 and payout_fee_flat_minor >= 0
    and payout_fee_minimum_minor >= 0 and payout_fee_maximum_minor >= payout_fee_minimum_minor
    and payout_gst_basis_points between 0 and 10000
    and payin_fee_basis_points between 0 and 10000 and payin_fee_flat_minor >= 0
    and payin_fee_minimum_minor >= 0 and payin_fee_maximum_minor >= payin_fee_minimum_minor
    and payin_gst_basis_points between 0 and 10000
  ),
  -- An empty set would serve nobody; that is what switching the access off is for.
  constraint marketplaces_sets_hold_something check (
    cardinality(providers) > 0 and cardinality(payout_rails) > 0 and cardinality(payin_methods) > 0
  )
);

grant select, insert on marketplaces to hundi_app;

-- The usual code, and the labels that merchants have by now: they price nothing and leave everything open.
insert into marketplaces (code, version, set_by, set_at)
  select code, 1, 'migration', now() from (
    select 'STANDARD' as code union select marketplace_code from xpayout_access where marketplace_code is not null
  ) labels;

-- The secret before the last rotation, and until when it still signs.
alter table xpayout_access
  add column earlier_secret text,
  add column earlier_ends_at timestamptz,
  add constraint xpayout_access_earlier_ends check ((earlier_secret is null) = (earlier_ends_at is null));

alter table settlements
  drop constraint settlements_status_known,
  drop constraint settlements_converted_before_leaving,
  drop constraint settlements_sent_by_a_transfer,
  add constraint settlements_status_known check (
    status in ('requested', 'approved', 'converted', 'sent', 'completed', 'returned', 'rejected', 'failed')
  ),
  add constraint settlements_converted_before_leaving check (
    currency = 'INR' or status not in ('converted', 'sent', 'completed', 'returned') or conversion_no is not null
  ),
  add constraint settlements_sent_by_a_transfer check (
    status not in ('sent', 'completed', 'returned') or (transfer_reference is not null and sent_at is not null)
  );
