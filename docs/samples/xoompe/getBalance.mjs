const { BASE, TOKEN } = process.env;

const response = await fetch(`${BASE}/Payout/getWalletBalance`, {
  headers: { Authorization: `Bearer ${TOKEN}` },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
