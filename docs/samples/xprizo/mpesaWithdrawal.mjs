const { BASE, API_KEY, ACCOUNT_ID } = process.env;

const response = await fetch(`${BASE}/Transaction/MPesaWidthdrawal`, {
  method: 'POST',
  headers: { 'x-api-key': API_KEY, 'Content-Type': 'application/json' },
  body: JSON.stringify({
    mobileNumber: '+254712345678',
    accountId: Number(ACCOUNT_ID),
    reference: 'OUT-1001',
    amount: 50,
    description: 'Salary',
  }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
