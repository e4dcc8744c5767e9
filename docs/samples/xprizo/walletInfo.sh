curl -sS --fail-with-body --get "$BASE/Wallet/Info" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "contact=$CONTACT" \
  --data-urlencode "currencyCode=KES"
