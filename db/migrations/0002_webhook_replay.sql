-- A replay begins the schedule anew; old, delivered webhooks are cleared away with their attempts.
set local lock_timeout = '5s';

alter table outbox add column replayed_at timestamptz;
grant delete on webhook_attempts to hundi_app;
