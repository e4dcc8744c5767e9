curl -sS --fail-with-body "$BASE/Profile/GetFull" \
  -H "x-api-key: $API_KEY"
