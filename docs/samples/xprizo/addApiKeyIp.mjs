const { BASE, API_KEY, TASK_ID } = process.env;

const query = new URLSearchParams({ ipAddress: '192.0.2.7' });
const response = await fetch(`${BASE}/Profile/AddAPIKeyIp/${TASK_ID}?${query}`, {
  method: 'PUT',
  headers: { 'x-api-key': API_KEY },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
