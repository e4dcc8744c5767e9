curl -sS --fail-with-body --get "$BASE/Wallet/Transactions/$ACCOUNT_ID" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "fromDate=2026-01-01" \
  --data-urlencode "limit=20"
