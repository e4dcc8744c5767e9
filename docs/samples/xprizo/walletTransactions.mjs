const { BASE, API_KEY, ACCOUNT_ID } = process.env;

const query = new URLSearchParams({ fromDate: '2026-01-01', limit: 20 });
const response = await fetch(`${BASE}/Wallet/Transactions/${ACCOUNT_ID}?${query}`, {
  headers: { 'x-api-key': API_KEY },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
