const { BASE, API_KEY, ACCOUNT_ID } = process.env;

const response = await fetch(`${BASE}/Transaction/GetFees`, {
  method: 'POST',
  headers: { 'x-api-key': API_KEY, 'Content-Type': 'application/json' },
  body: JSON.stringify({
    fromAccountId: Number(ACCOUNT_ID),
    amount: 100,
  }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
