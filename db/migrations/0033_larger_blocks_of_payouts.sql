-- Each time a block of an index is full, autovacuum is asked to tell it, and the server keeps 256 such requests between two
-- looks at them. With blocks of 32 pages by time fifteen came each second at 5,000 payouts a second: far more than are kept,
-- and the server wrote each that it could not keep into its log, with the whole statement. Ten come now. With blocks of 128
-- pages and more, operators wait twice as long for a page somewhere in the past.
set local lock_timeout = '5s';

drop index payouts_by_time;
create index payouts_by_time on payouts using brin (payout_id) with (pages_per_range = 64, autosummarize = on);

-- An index begins with the sum of its last block, which would be written again with every row until the block is full.
select brin_desummarize_range('payouts_by_time', pg_relation_size('payouts') / current_setting('block_size')::bigint / 64 * 64)
where (select relkind from pg_class where oid = 'payouts_by_time'::regclass) = 'i';
