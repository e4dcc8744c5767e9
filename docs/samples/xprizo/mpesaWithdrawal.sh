curl -sS --fail-with-body "$BASE/Transaction/MPesaWidthdrawal" \
  -H "x-api-key: $API_KEY" \
  -H 'Content-Type: application/json' \
  --data @- <<END
{
  "mobileNumber": "+254712345678",
  "accountId": $ACCOUNT_ID,
  "reference": "OUT-1001",
  "amount": 50,
  "description": "Salary"
}
END
