curl -sS --fail-with-body "$BASE/Transaction/SendPayment?action=1" \
  -H "x-api-key: $API_KEY" \
  -H 'Content-Type: application/json' \
  --data @- <<END
{
  "fromAccountId": $ACCOUNT_ID,
  "toAccountId": $CONTACT_ACCOUNT_ID,
  "amount": 12.5,
  "reference": "PAY-1001",
  "description": "Rent"
}
END
