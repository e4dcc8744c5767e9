-- A payment that comes after its pay-in has expired, and so after the merchant was told that it failed, waits for a person
-- unless the merchant's terms say otherwise.
set local lock_timeout = '5s';

alter table payin_terms
  drop constraint payin_terms_late_known,
  add constraint payin_terms_late_known check (late_payments in ('hold', 'credit', 'refund'));
