curl -sS --fail-with-body -X PUT --get "$BASE/Preference/SetPaymentWebhook" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "url=$WEBHOOK_URL"
