curl -sS --fail-with-body "$BASE/Transaction/UpiDeposit" \
  -H "x-api-key: $API_KEY" \
  -H 'Content-Type: application/json' \
  --data @- <<END
{
  "accountId": $INR_ACCOUNT_ID,
  "reference": "UPI-1001",
  "amount": 500,
  "currencyCode": "INR",
  "type": 1,
  "redirect": "$RETURN_URL",
  "customerData": {
    "name": "Asha Rao",
    "email": "asha@example.com",
    "address": {"countryCode": "IN"}
  }
}
END
