const { BASE, CLIENT_ID, CLIENT_SECRET } = process.env;

const response = await fetch(`${BASE}/token`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
  }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
