curl -sS --fail-with-body "$BASE/System/CurrencyList" \
  -H "x-api-key: $API_KEY"
