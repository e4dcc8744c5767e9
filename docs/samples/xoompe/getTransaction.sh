curl -sS --fail-with-body "$BASE/Payout/GetTransactionByTxnId/$TRANSACTION" \
  -H "Authorization: Bearer $TOKEN"
