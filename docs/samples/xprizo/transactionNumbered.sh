curl -sS --fail-with-body "$BASE/Wallet/Transaction/$TRANSACTION_ID" \
  -H "x-api-key: $API_KEY"
