-- Four fifths of what autovacuum takes from a busy gateway is the analysis of payouts: thirty thousand rows, read and
-- sorted by each column whenever the table has grown by a tenth. Nine thousand say as much about shares of merchants,
-- of states and of amounts; numbers and references are only ever compared for equality.
set local lock_timeout = '5s';

alter table payouts
  alter column merchant_id set statistics 30,
  alter column payout_id set statistics 30,
  alter column status set statistics 30,
  alter column amount_minor set statistics 30,
  alter column contract set statistics 10,
  alter column currency set statistics 10,
  alter column rail set statistics 10,
  alter column transaction_number set statistics 10,
  alter column reference set statistics 10,
  alter column utr set statistics 10,
  alter column beneficiary_vpa set statistics 10,
  alter column beneficiary_mobile set statistics 10;

-- The expression of an index is analysed like a column, and no plan weighs it.
alter index payouts_by_destination alter column 1 set statistics 0;
