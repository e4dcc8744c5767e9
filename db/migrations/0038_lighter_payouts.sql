-- The first line of a payout's history is the payout itself: one whose money was held began as queued, and one whose money
-- was not is failed and stays so. It is no longer written beside it, which was one row and one entry of an index of the
-- four and nine that a new payout cost. First lines that were written stay where they are, and nobody reads them.
set local lock_timeout = '5s';

create view payout_changes as
  select merchant_id, payout_id, 1 as version, null::text as from_status,
         case when reserve_no is null then status else 'queued' end as to_status,
         case when reserve_no is null then status_reason else 'accepted' end as because,
         created_at as at
  from payouts
  union all
  select merchant_id, payout_id, version, from_status, to_status, because, at
  from payout_history where version > 1;

grant select on payout_changes to hundi_app;

-- Numbers are handed out in blocks, each to one process, so no index has to keep them apart. In the order of numbers, whose
-- they are, each merchant had a page of its own that was read and written; by number alone all new ones meet on one page.
-- It also finds a number of whichever merchant, for which every range of blocks kept a sum.
drop index payouts_transaction_number_key;
drop index payouts_by_number;
create index payouts_number on payouts (transaction_number);
