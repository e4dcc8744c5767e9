-- The history of a draft is read from the audit, where it is written once and for all.
set local lock_timeout = '5s';

create index audit_events_draft_idx on audit_events (merchant_id, (details ->> 'draftId')) where action like 'draft.%';
