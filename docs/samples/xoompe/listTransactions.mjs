const { BASE, TOKEN } = process.env;

const query = new URLSearchParams({ status: 'Success', page: 1, pageSize: 20 });
const response = await fetch(`${BASE}/Payout/GetClientTransactionsWithFilters?${query}`, {
  headers: { Authorization: `Bearer ${TOKEN}` },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
