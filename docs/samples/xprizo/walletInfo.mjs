const { BASE, API_KEY, CONTACT } = process.env;

const query = new URLSearchParams({ contact: CONTACT, currencyCode: 'KES' });
const response = await fetch(`${BASE}/Wallet/Info?${query}`, {
  headers: { 'x-api-key': API_KEY },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
