const { BASE, REFRESH_TOKEN } = process.env;

const response = await fetch(`${BASE}/refresh`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ refreshToken: REFRESH_TOKEN }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
