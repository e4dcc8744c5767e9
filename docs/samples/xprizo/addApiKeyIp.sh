curl -sS --fail-with-body -X PUT --get "$BASE/Profile/AddAPIKeyIp/$TASK_ID" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "ipAddress=192.0.2.7"
