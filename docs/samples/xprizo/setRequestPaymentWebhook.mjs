const { BASE, API_KEY, WEBHOOK_URL } = process.env;

const query = new URLSearchParams({ url: WEBHOOK_URL });
const response = await fetch(`${BASE}/Preference/SetRequestPaymentWebhook?${query}`, {
  method: 'PUT',
  headers: { 'x-api-key': API_KEY },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
