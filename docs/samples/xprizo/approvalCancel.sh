curl -sS --fail-with-body --get "$BASE/Transaction/ApprovalCancel" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "key=$KEY" \
  --data-urlencode "reason=Sent twice"
