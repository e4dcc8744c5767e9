-- Pay-ins that a person credited, or that were taken back in the moment in which they were paid, were not counted among
-- those that succeeded. All is counted anew, from the journals and the histories.
set local lock_timeout = '5s';

truncate payment_quarters, payment_days, span_quarters, span_days, account_sums, rollup_cursors;
delete from deployment_values where name = 'overview.rolled_until';
