-- Sessions that ended long ago are forgotten, with their tokens: a program that logs in for each payout leaves a row each time.
grant delete on token_families, refresh_tokens to hundi_app;
