curl -sS --fail-with-body -X PUT --get "$BASE/Profile/SetApiKeyInactive" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "taskId=$TASK_ID" \
  --data-urlencode "value=true"
