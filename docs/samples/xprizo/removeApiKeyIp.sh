curl -sS --fail-with-body -X DELETE --get "$BASE/Profile/RemoveAPIKeyIp/$TASK_ID" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "ipAddress=192.0.2.7"
