curl -sS --fail-with-body "$BASE/Merchant/RoutingCodes" \
  -H "x-api-key: $API_KEY"
