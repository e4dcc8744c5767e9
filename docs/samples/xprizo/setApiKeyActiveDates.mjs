const { BASE, API_KEY, TASK_ID } = process.env;

const query = new URLSearchParams({
  startDate: '2026-01-01',
  endDate: '2030-12-31',
});
const response = await fetch(`${BASE}/Profile/SetAPIKeyActiveDates/${TASK_ID}?${query}`, {
  method: 'PUT',
  headers: { 'x-api-key': API_KEY },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
