const { BASE, API_KEY, ACCOUNT_ID } = process.env;

const query = new URLSearchParams({ useApprovalProcess: true });
const response = await fetch(`${BASE}/Transaction/MPesaDeposit?${query}`, {
  method: 'POST',
  headers: { 'x-api-key': API_KEY, 'Content-Type': 'application/json' },
  body: JSON.stringify({
    mobileNumber: '+254712345678',
    accountId: Number(ACCOUNT_ID),
    reference: 'MPESA-1001',
    amount: 50,
    description: 'Pass',
  }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
