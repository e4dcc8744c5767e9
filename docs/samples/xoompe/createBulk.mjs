const { BASE, TOKEN } = process.env;

const response = await fetch(`${BASE}/Payout/CreateBulkTransactions`, {
  method: 'POST',
  headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
  body: JSON.stringify({
    transactions: [
      {
        beneficiaryName: 'John Doe',
        beneficiaryAccountNumber: '123456789012',
        ifsc: 'ABCD0123456',
        amount: 5000,
        clientTransactionRefNo: 'BULK-1',
      },
      {
        beneficiaryName: 'Asha Rao',
        beneficiaryAccountNumber: '9876543210',
        ifsc: 'WXYZ0123456',
        amount: 7500.5,
        clientTransactionRefNo: 'BULK-2',
      },
    ],
  }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
