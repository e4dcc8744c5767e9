curl -sS --fail-with-body -X DELETE "$BASE/Profile/DeleteApiKey/$TASK_ID" \
  -H "x-api-key: $API_KEY"
