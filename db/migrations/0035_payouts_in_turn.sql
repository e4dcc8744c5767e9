-- Payouts that are due are claimed oldest first; where a queue has formed, by merchants in turn, or one merchant's hundred
-- thousand would delay everybody else's. The next merchant with open payouts, and the oldest of his, are one step each.
set local lock_timeout = '5s';

create index outbox_payouts on outbox (merchant_id, target, due_at)
  where topic = 'payout' and state in ('due', 'leased');
