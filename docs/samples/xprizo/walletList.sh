curl -sS --fail-with-body "$BASE/Wallet/List" \
  -H "x-api-key: $API_KEY"
