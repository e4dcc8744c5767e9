-- The payments of all merchants, newest first and by whatever names one, whatever the number of merchants. For each block
-- of rows the least and the greatest id (ids begin with the time), and for each word a sum that says "not here" of nearly
-- all blocks: next to nothing to write, where a tree over all payments would cost every payment its own descents.
set local lock_timeout = '5s';

-- A payout is written three times. Its versions stay in its page, and no later payout takes their place: so rows stand in
-- the order of time, and what is told of a block stays true without being written again.
alter table payouts set (fillfactor = 45);

create index payouts_by_time on payouts using brin (payout_id) with (pages_per_range = 32, autosummarize = on);
create index payins_by_time on payins using brin (payin_id) with (pages_per_range = 32, autosummarize = on);
create index transfers_by_time on transfers using brin (transfer_id) with (pages_per_range = 32, autosummarize = on);

-- About 4,000 rows are a block, and a sum fills a page: one in a thousand says "perhaps" where it need not.
drop index payouts_beneficiary, payins_payer, orders_customer;
create index payouts_by_destination on payouts using brin (
  (coalesce(beneficiary_vpa, beneficiary_mobile, beneficiary_account_number))
  text_bloom_ops (n_distinct_per_range = 4400, false_positive_rate = 0.001)
) with (pages_per_range = 256, autosummarize = on);
create index payouts_by_number on payouts using brin (
  transaction_number text_bloom_ops (n_distinct_per_range = 4400, false_positive_rate = 0.001)
) with (pages_per_range = 256, autosummarize = on);
create index payouts_by_reference on payouts using brin (
  reference text_bloom_ops (n_distinct_per_range = 4400, false_positive_rate = 0.001)
) with (pages_per_range = 256, autosummarize = on);
create index payins_by_number on payins using brin (
  transaction_number text_bloom_ops (n_distinct_per_range = 4400, false_positive_rate = 0.001)
) with (pages_per_range = 192, autosummarize = on);
create index payins_by_reference on payins using brin (
  reference text_bloom_ops (n_distinct_per_range = 4400, false_positive_rate = 0.001)
) with (pages_per_range = 192, autosummarize = on);
create index orders_by_reference on orders using brin (
  reference_id text_bloom_ops (n_distinct_per_range = 4400, false_positive_rate = 0.001)
) with (pages_per_range = 64, autosummarize = on);
create index orders_by_email on orders using brin (
  customer_email text_bloom_ops (n_distinct_per_range = 4400, false_positive_rate = 0.001)
) with (pages_per_range = 64, autosummarize = on);
create index orders_by_mobile on orders using brin (
  customer_mobile text_bloom_ops (n_distinct_per_range = 4400, false_positive_rate = 0.001)
) with (pages_per_range = 64, autosummarize = on);
create index transfers_by_reference on transfers using brin (
  reference text_bloom_ops (n_distinct_per_range = 4400, false_positive_rate = 0.001)
) with (pages_per_range = 128, autosummarize = on);

-- What comes after a payment was made is looked up where it is written once: a sum that is told of is not written again.
create index provider_facts_by_utr on provider_facts using brin (
  utr text_bloom_ops (n_distinct_per_range = 4400, false_positive_rate = 0.001)
) with (pages_per_range = 80, autosummarize = on);
create index payin_facts_by_utr on payin_facts using brin (
  utr text_bloom_ops (n_distinct_per_range = 4400, false_positive_rate = 0.001)
) with (pages_per_range = 96, autosummarize = on);
create index payin_facts_by_payer on payin_facts using brin (
  payer_vpa text_bloom_ops (n_distinct_per_range = 4400, false_positive_rate = 0.001)
) with (pages_per_range = 96, autosummarize = on);

-- An index begins with the sum of its last block, which would be written again with every row until the block is full.
select brin_desummarize_range(i.oid, pg_relation_size(x.indrelid) / current_setting('block_size')::bigint / w.pages * w.pages)
from pg_class i join pg_am a on a.oid = i.relam and a.amname = 'brin' join pg_index x on x.indexrelid = i.oid
  cross join lateral (select option_value::bigint as pages from pg_options_to_table(i.reloptions)
    where option_name = 'pages_per_range') w
where i.relkind = 'i';
