curl -sS --fail-with-body "$BASE/Transaction/WalletExchange?commit=true" \
  -H "x-api-key: $API_KEY" \
  -H 'Content-Type: application/json' \
  --data @- <<END
{
  "fromAccountId": $USD_ACCOUNT_ID,
  "toAccountId": $ACCOUNT_ID,
  "amount": 10,
  "reference": "FX-1001"
}
END
