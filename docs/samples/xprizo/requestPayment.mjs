const { BASE, API_KEY, CONTACT_ACCOUNT_ID, ACCOUNT_ID } = process.env;

const response = await fetch(`${BASE}/Transaction/RequestPayment`, {
  method: 'POST',
  headers: { 'x-api-key': API_KEY, 'Content-Type': 'application/json' },
  body: JSON.stringify({
    fromAccountId: Number(CONTACT_ACCOUNT_ID),
    toAccountId: Number(ACCOUNT_ID),
    amount: 12.5,
    reference: 'REQ-1001',
    description: 'Rent',
  }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
