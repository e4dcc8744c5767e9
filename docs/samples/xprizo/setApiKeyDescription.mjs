const { BASE, API_KEY, TASK_ID } = process.env;

const query = new URLSearchParams({ value: 'Web server, Mombasa' });
const response = await fetch(`${BASE}/Profile/SetAPIKeyDescription/${TASK_ID}?${query}`, {
  method: 'PUT',
  headers: { 'x-api-key': API_KEY },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
