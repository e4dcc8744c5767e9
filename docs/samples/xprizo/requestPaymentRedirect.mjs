const { BASE, API_KEY, RETURN_URL, CONTACT, ACCOUNT_ID } = process.env;

const query = new URLSearchParams({ returnUrl: RETURN_URL });
const response = await fetch(`${BASE}/Merchant/RequestPaymentRedirect?${query}`, {
  method: 'POST',
  headers: { 'x-api-key': API_KEY, 'Content-Type': 'application/json' },
  body: JSON.stringify({
    name: CONTACT,
    accountId: Number(ACCOUNT_ID),
    amount: 12.5,
    reference: 'REQ-1002',
    description: 'Order 1002',
  }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
