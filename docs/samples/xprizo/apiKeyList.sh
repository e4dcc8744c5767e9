curl -sS --fail-with-body "$BASE/Profile/ApiKeyList" \
  -H "x-api-key: $API_KEY"
