curl -sS --fail-with-body -X PUT --get "$BASE/Profile/SetAPIKeyDescription/$TASK_ID" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "value=Web server, Mombasa"
