const { BASE, API_KEY, ACCOUNT_ID, CONTACT_ACCOUNT_ID } = process.env;

const query = new URLSearchParams({ action: 1 });
const response = await fetch(`${BASE}/Transaction/SendPayment?${query}`, {
  method: 'POST',
  headers: { 'x-api-key': API_KEY, 'Content-Type': 'application/json' },
  body: JSON.stringify({
    fromAccountId: Number(ACCOUNT_ID),
    toAccountId: Number(CONTACT_ACCOUNT_ID),
    amount: 12.5,
    reference: 'PAY-1001',
    description: 'Rent',
  }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
