import { createHash, createHmac, randomUUID } from 'node:crypto';

const { BASE, API_KEY, API_SECRET } = process.env;

const route = 'api_create_order';
const body = JSON.stringify({
  service_type: 'payout',
  order_id: 'ORDER-1001',
  amount: 100.5,
  currency: 'INR',
  meta: {
    mode: 'imps',
    account_number: '123456789012',
    ifsc: 'ABCD0123456',
    beneficiary_firstname: 'Asha',
    beneficiary_lastname: 'Rao',
  },
});
const timestamp = String(Math.floor(Date.now() / 1000));
const nonce = randomUUID();
const digest = createHash('sha256').update(body).digest('hex');
const signature = createHmac('sha256', API_SECRET)
  .update(['POST', route, timestamp, nonce, digest].join('\n'))
  .digest('hex');

const query = new URLSearchParams({ route });
const response = await fetch(`${BASE}/sitemap.xml?${query}`, {
  method: 'POST',
  headers: {
    'X-API-Key': API_KEY,
    'X-Timestamp': timestamp,
    'X-Nonce': nonce,
    'X-Signature': signature,
    'Content-Type': 'application/json',
  },
  body,
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
