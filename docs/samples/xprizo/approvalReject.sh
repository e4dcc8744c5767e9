curl -sS --fail-with-body --get "$BASE/Transaction/ApprovalReject" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "key=$KEY" \
  --data-urlencode "reason=Not ordered"
