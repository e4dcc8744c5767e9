curl -sS --fail-with-body -X POST --get "$BASE/Profile/CreateApiKey" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "name=Shop" \
  --data-urlencode "description=Web server"
