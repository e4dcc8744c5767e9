-- Tables that grow with every payment are analysed again whenever they have grown by a tenth. Thirty thousand rows of each,
-- every column sorted, took a processor for a second; payments waited meanwhile. What no plan depends on is left out,
-- and tables that are only ever read by their keys are judged by three thousand rows.
set local lock_timeout = '5s';

alter table payouts
  alter column version set statistics 0,
  alter column status_reason set statistics 0,
  alter column beneficiary_name set statistics 0,
  alter column beneficiary_account_number set statistics 0,
  alter column beneficiary_ifsc set statistics 0,
  alter column fee_minor set statistics 0,
  alter column gst_minor set statistics 0,
  alter column reserve_no set statistics 0,
  alter column wished_rail set statistics 0,
  alter column remarks set statistics 0,
  alter column created_at set statistics 0,
  alter column updated_at set statistics 0;

alter table payout_history
  alter column merchant_id set statistics 10,
  alter column payout_id set statistics 10,
  alter column version set statistics 10,
  alter column from_status set statistics 0,
  alter column to_status set statistics 0,
  alter column because set statistics 0,
  alter column at set statistics 0;

alter table outbox
  alter column merchant_id set statistics 10,
  alter column outbox_id set statistics 10,
  alter column topic set statistics 10,
  alter column subject_id set statistics 10,
  alter column subject_version set statistics 0,
  alter column target set statistics 10,
  alter column payload set statistics 0,
  alter column state set statistics 10,
  alter column due_at set statistics 10,
  alter column claims set statistics 10,
  alter column lease_id set statistics 0,
  alter column last_error set statistics 0,
  alter column created_at set statistics 10,
  alter column updated_at set statistics 10,
  alter column replayed_at set statistics 10,
  alter column after_id set statistics 10;

alter table journals
  alter column merchant_id set statistics 10,
  alter column account set statistics 10,
  alter column journal_no set statistics 10,
  alter column kind set statistics 10,
  alter column currency set statistics 10,
  alter column subject_id set statistics 10,
  alter column fact set statistics 10,
  alter column resolves set statistics 10,
  alter column recorded_at set statistics 10;
