curl -sS --fail-with-body -X PUT --get "$BASE/Profile/ClearPin" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "pin=$PIN"
