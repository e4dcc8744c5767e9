curl -sS --fail-with-body -X PUT --get "$BASE/Profile/SetAPIKeyActiveDates/$TASK_ID" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "startDate=2026-01-01" \
  --data-urlencode "endDate=2030-12-31"
