const { BASE, API_KEY } = process.env;

const query = new URLSearchParams({ name: 'Shop', description: 'Web server' });
const response = await fetch(`${BASE}/Profile/CreateApiKey?${query}`, {
  method: 'POST',
  headers: { 'x-api-key': API_KEY },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
