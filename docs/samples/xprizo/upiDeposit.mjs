const { BASE, API_KEY, INR_ACCOUNT_ID, RETURN_URL } = process.env;

const response = await fetch(`${BASE}/Transaction/UpiDeposit`, {
  method: 'POST',
  headers: { 'x-api-key': API_KEY, 'Content-Type': 'application/json' },
  body: JSON.stringify({
    accountId: Number(INR_ACCOUNT_ID),
    reference: 'UPI-1001',
    amount: 500,
    currencyCode: 'INR',
    type: 1,
    redirect: RETURN_URL,
    customerData: {
      name: 'Asha Rao',
      email: 'asha@example.com',
      address: { countryCode: 'IN' },
    },
  }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
