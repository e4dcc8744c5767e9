const { BASE, API_KEY } = process.env;

const response = await fetch(`${BASE}/Merchant/RoutingCodes`, {
  headers: { 'x-api-key': API_KEY },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
