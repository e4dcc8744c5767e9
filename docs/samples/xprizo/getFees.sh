curl -sS --fail-with-body "$BASE/Transaction/GetFees" \
  -H "x-api-key: $API_KEY" \
  -H 'Content-Type: application/json' \
  --data @- <<END
{"fromAccountId": $ACCOUNT_ID, "amount": 100}
END
