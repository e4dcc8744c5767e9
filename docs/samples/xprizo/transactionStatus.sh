curl -sS --fail-with-body --get "$BASE/Transaction/Status/$ACCOUNT_ID" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "reference=PAY-1001"
