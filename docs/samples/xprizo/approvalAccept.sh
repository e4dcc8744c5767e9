curl -sS --fail-with-body --get "$BASE/Transaction/ApprovalAccept" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "key=$KEY"
