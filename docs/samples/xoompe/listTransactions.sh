curl -sS --fail-with-body --get "$BASE/Payout/GetClientTransactionsWithFilters" \
  -H "Authorization: Bearer $TOKEN" \
  --data-urlencode "status=Success" \
  --data-urlencode "page=1" \
  --data-urlencode "pageSize=20"
