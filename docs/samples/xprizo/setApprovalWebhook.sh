curl -sS --fail-with-body -X PUT --get "$BASE/Preference/SetApprovalWebhook" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "url=$WEBHOOK_URL"
