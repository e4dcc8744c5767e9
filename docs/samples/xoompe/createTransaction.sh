curl -sS --fail-with-body "$BASE/Payout/CreateTransaction" \
  -H "Authorization: Bearer $TOKEN" \
  -H 'Content-Type: application/json' \
  --data @- <<END
{
  "beneficiaryName": "John Doe",
  "beneficiaryAccountNumber": "123456789012",
  "ifsc": "ABCD0123456",
  "amount": 5000,
  "clientTransactionRefNo": "INV-2001"
}
END
