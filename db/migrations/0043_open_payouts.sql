-- A new payout had an entry by amount and one by status in trees that begin with the merchant: a page for each merchant, or
-- many, that were read and written to in turns, and once more with every change of its status. An open payout is now found in
-- the order of time, where all new ones meet on one page, and gets its entries by amount and by status when it has ended
-- (decision 0019). One without a reference has its entry by amount at once: what is alike is looked for by it.
set local lock_timeout = '5s';

drop index payouts_amount;
create index payouts_amount on payouts (merchant_id, amount_minor, payout_id)
  where status in ('succeeded', 'failed', 'reversed') or reference is null;

drop index payouts_not_succeeded;
create index payouts_came_back on payouts (merchant_id, status, payout_id) where status in ('failed', 'reversed');
create index payouts_open on payouts (payout_id, merchant_id, status) where status in ('queued', 'processing');
