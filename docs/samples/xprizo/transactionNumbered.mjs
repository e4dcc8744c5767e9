const { BASE, API_KEY, TRANSACTION_ID } = process.env;

const response = await fetch(`${BASE}/Wallet/Transaction/${TRANSACTION_ID}`, {
  headers: { 'x-api-key': API_KEY },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
