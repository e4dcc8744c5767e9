curl -sS --fail-with-body "$BASE/Merchant/RequestPaymentRedirect?returnUrl=$RETURN_URL" \
  -H "x-api-key: $API_KEY" \
  -H 'Content-Type: application/json' \
  --data @- <<END
{
  "name": "$CONTACT",
  "accountId": $ACCOUNT_ID,
  "amount": 12.5,
  "reference": "REQ-1002",
  "description": "Order 1002"
}
END
