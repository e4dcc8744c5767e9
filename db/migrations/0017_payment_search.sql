-- What operators look payments up by beside numbers and references, and the filters that they keep.
set local lock_timeout = '5s';

-- For each block of rows a sum of what stands in it, which says "not here" of nearly all blocks: next to nothing to write,
-- nothing to keep in order, and updates stay within their page. The newest rows are in no sum yet and are read.
create index payouts_beneficiary on payouts using brin (
  beneficiary_account_number text_bloom_ops (n_distinct_per_range = 2000),
  beneficiary_vpa text_bloom_ops (n_distinct_per_range = 500),
  beneficiary_mobile text_bloom_ops (n_distinct_per_range = 500)
) with (pages_per_range = 64, autosummarize = on);
create index payins_payer on payins using brin (
  payer_vpa text_bloom_ops (n_distinct_per_range = 2000)
) with (pages_per_range = 64, autosummarize = on);
create index orders_customer on orders using brin (
  customer_email text_bloom_ops (n_distinct_per_range = 2000),
  customer_mobile text_bloom_ops (n_distinct_per_range = 2000)
) with (pages_per_range = 64, autosummarize = on);

create table saved_filters (
  merchant_id uuid not null,
  person_id uuid not null,
  filter_id uuid not null,
  -- Of the console: a list whose address it completes.
  page text not null,
  name text not null,
  query text not null,
  created_at timestamptz not null,
  constraint saved_filters_pkey primary key (merchant_id, person_id, filter_id)
);
create unique index saved_filters_name_key on saved_filters (merchant_id, person_id, page, name);
grant select, insert, delete on saved_filters to hundi_app;
