-- What pages of the console look up at any size of the books: what an account stood at before a journal of long ago, and
-- the payments that wait for a person.
set local lock_timeout = '5s';

-- What each account of the merchant stood at when the journals of a ruled account had been counted up to one of them; now
-- and then one, so that whatever lies between two marks is soon added up. Of the journals, and made from them again.
create table balance_marks (
  merchant_id uuid not null,
  account text not null,
  journal_no bigint not null,
  of_account text not null,
  posted_minor bigint not null,
  constraint balance_marks_pkey primary key (merchant_id, account, journal_no, of_account),
  constraint balance_marks_sane check (journal_no > 0)
);
grant insert, select on balance_marks to hundi_app;

-- Of all that is heard of customers' payments this is next to nothing, and the rest does not enter it.
create index payin_facts_held on payin_facts (merchant_id, payin_id)
  where verdict = 'held' or kind = 'refund_refused';
