const { BASE, API_KEY, KEY } = process.env;

const query = new URLSearchParams({ key: KEY, reason: 'Sent twice' });
const response = await fetch(`${BASE}/Transaction/ApprovalCancel?${query}`, {
  headers: { 'x-api-key': API_KEY },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
