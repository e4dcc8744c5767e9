const { BASE, API_KEY, ACCOUNT_ID } = process.env;

const query = new URLSearchParams({ reference: 'PAY-1001' });
const response = await fetch(`${BASE}/Wallet/TransactionByReference/${ACCOUNT_ID}?${query}`, {
  headers: { 'x-api-key': API_KEY },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
