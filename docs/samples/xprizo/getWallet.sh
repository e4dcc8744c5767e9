curl -sS --fail-with-body "$BASE/Wallet/Get/$ACCOUNT_ID" \
  -H "x-api-key: $API_KEY"
