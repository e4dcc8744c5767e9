curl -sS --fail-with-body "$BASE/Transaction/MPesaDeposit?useApprovalProcess=true" \
  -H "x-api-key: $API_KEY" \
  -H 'Content-Type: application/json' \
  --data @- <<END
{
  "mobileNumber": "+254712345678",
  "accountId": $ACCOUNT_ID,
  "reference": "MPESA-1001",
  "amount": 50,
  "description": "Pass"
}
END
