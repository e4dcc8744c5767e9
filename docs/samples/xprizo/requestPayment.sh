curl -sS --fail-with-body "$BASE/Transaction/RequestPayment" \
  -H "x-api-key: $API_KEY" \
  -H 'Content-Type: application/json' \
  --data @- <<END
{
  "fromAccountId": $CONTACT_ACCOUNT_ID,
  "toAccountId": $ACCOUNT_ID,
  "amount": 12.5,
  "reference": "REQ-1001",
  "description": "Rent"
}
END
