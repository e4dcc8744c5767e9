const { BASE, USER_NAME, PASSWORD } = process.env;

const response = await fetch(`${BASE}/Security/GetToken`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ userName: USER_NAME, password: PASSWORD }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
