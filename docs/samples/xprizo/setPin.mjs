const { BASE, API_KEY, PIN } = process.env;

const query = new URLSearchParams({ pin: PIN });
const response = await fetch(`${BASE}/Profile/SetPin?${query}`, {
  method: 'PUT',
  headers: { 'x-api-key': API_KEY },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
