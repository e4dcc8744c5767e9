const { BASE, API_KEY, KEY } = process.env;

const query = new URLSearchParams({ key: KEY, reason: 'Not ordered' });
const response = await fetch(`${BASE}/Transaction/ApprovalReject?${query}`, {
  headers: { 'x-api-key': API_KEY },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
