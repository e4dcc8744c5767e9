-- The newest payments of all merchants, whatever their number. Rows come in the order of their ids, which begin with the
-- time, so the least and the greatest id of each block of rows say which blocks hold a stretch of time: next to nothing
-- to write, where a tree over all payments would cost every payment its own descent.
set local lock_timeout = '5s';

create index payouts_by_time on payouts using brin (payout_id) with (pages_per_range = 32, autosummarize = on);
create index payins_by_time on payins using brin (payin_id) with (pages_per_range = 32, autosummarize = on);
create index transfers_by_time on transfers using brin (transfer_id) with (pages_per_range = 32, autosummarize = on);
