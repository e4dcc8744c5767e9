const { BASE, TOKEN, TRANSACTION } = process.env;

const response = await fetch(`${BASE}/Payout/GetTransactionByTxnId/${TRANSACTION}`, {
  headers: { Authorization: `Bearer ${TOKEN}` },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
