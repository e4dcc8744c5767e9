-- A payment of a customer, by the provider's name of it: is it in the books already, under whichever pay-in? Asked with
-- all news of a payment, under the lock of the wallet, which is what keeps two pay-ins from being credited with one
-- payment. Not unique: a database in which that has happened must be able to go on, and its proofs tell of it.
set local lock_timeout = '5s';

create index payin_facts_by_payment on payin_facts (merchant_id, payment_id) where kind = 'received';
