const { BASE, API_KEY, TASK_ID } = process.env;

const response = await fetch(`${BASE}/Profile/DeleteApiKey/${TASK_ID}`, {
  method: 'DELETE',
  headers: { 'x-api-key': API_KEY },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
