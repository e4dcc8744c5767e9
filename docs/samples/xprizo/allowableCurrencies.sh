curl -sS --fail-with-body "$BASE/Preference/AllowableCurrencies" \
  -H "x-api-key: $API_KEY"
