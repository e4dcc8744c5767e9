const { BASE, API_KEY, USD_ACCOUNT_ID, ACCOUNT_ID } = process.env;

const query = new URLSearchParams({ commit: true });
const response = await fetch(`${BASE}/Transaction/WalletExchange?${query}`, {
  method: 'POST',
  headers: { 'x-api-key': API_KEY, 'Content-Type': 'application/json' },
  body: JSON.stringify({
    fromAccountId: Number(USD_ACCOUNT_ID),
    toAccountId: Number(ACCOUNT_ID),
    amount: 10,
    reference: 'FX-1001',
  }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
