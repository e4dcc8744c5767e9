import { createHash, createHmac, randomUUID } from 'node:crypto';

const { BASE, API_KEY, API_SECRET } = process.env;

const route = 'api_download_report';
const body = '';
const timestamp = String(Math.floor(Date.now() / 1000));
const nonce = randomUUID();
const digest = createHash('sha256').update(body).digest('hex');
const signature = createHmac('sha256', API_SECRET)
  .update(['GET', route, timestamp, nonce, digest].join('\n'))
  .digest('hex');

const query = new URLSearchParams({
  route,
  type: 'transactions',
  service_type: 'payout',
  format: 'csv',
});
const response = await fetch(`${BASE}/sitemap.xml?${query}`, {
  headers: {
    'X-API-Key': API_KEY,
    'X-Timestamp': timestamp,
    'X-Nonce': nonce,
    'X-Signature': signature,
  },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
