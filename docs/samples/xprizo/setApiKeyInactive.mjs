const { BASE, API_KEY, TASK_ID } = process.env;

const query = new URLSearchParams({ taskId: TASK_ID, value: true });
const response = await fetch(`${BASE}/Profile/SetApiKeyInactive?${query}`, {
  method: 'PUT',
  headers: { 'x-api-key': API_KEY },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
