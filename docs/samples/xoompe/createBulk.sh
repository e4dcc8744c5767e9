curl -sS --fail-with-body "$BASE/Payout/CreateBulkTransactions" \
  -H "Authorization: Bearer $TOKEN" \
  -H 'Content-Type: application/json' \
  --data @- <<END
{
  "transactions": [
    {
      "beneficiaryName": "John Doe",
      "beneficiaryAccountNumber": "123456789012",
      "ifsc": "ABCD0123456",
      "amount": 5000,
      "clientTransactionRefNo": "BULK-1"
    },
    {
      "beneficiaryName": "Asha Rao",
      "beneficiaryAccountNumber": "9876543210",
      "ifsc": "WXYZ0123456",
      "amount": 7500.5,
      "clientTransactionRefNo": "BULK-2"
    }
  ]
}
END
