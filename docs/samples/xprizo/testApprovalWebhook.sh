curl -sS --fail-with-body "$BASE/Preference/TestApprovalWebhook" \
  -H "x-api-key: $API_KEY"
