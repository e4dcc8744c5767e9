/** The two pages of this door that are no API: the sitemap, and the documentation in short. */
import type { HttpAnswer } from '../../http/door.ts';
import { escapedMarkup } from '../../kit/markup.ts';

/** A sitemap by the protocol of sitemaps.org; `origin` is scheme and host. */
export function sitemap(origin: string): HttpAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml; charset=utf-8' },
    body:
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n' +
      `  <url><loc>${escapedMarkup(origin)}/sitemap.xml?route=docs</loc></url>\n</urlset>\n`,
  };
}

export function documentation(brand: string): HttpAnswer {
  const title = `${escapedMarkup(brand)} merchant API`;
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<h1>${title}</h1>
${sections}
</html>
`,
  };
}

const sections = `<p>In full, with samples: <a href="/docs/api/xpayout">the reference</a>.</p>
<h2>Signing a request</h2>
<p>Send <code>X-API-Key</code>, <code>X-Timestamp</code> (Unix seconds, within 300 of now), <code>X-Nonce</code>
(8 to 128 of <code>A-Z a-z 0-9 . _ : -</code>, once for each route) and <code>X-Signature</code>: the lower-case hexadecimal
HMAC-SHA256 with your API secret of method, route, timestamp, nonce and the hexadecimal SHA-256 of the body, joined by
line feeds. With <code>X-Signature-Version: 2</code> a sixth line holds the query, sorted and percent-encoded.</p>
<h2>Routes</h2>
<dl>
<dt><code>POST /sitemap.xml?route=api_create_order</code></dt><dd>Creates an order.</dd>
<dt><code>GET /sitemap.xml?route=api_order_status&amp;merchant_order_id=...</code></dt>
<dd>Also by <code>order_id</code>, <code>gateway_order_id</code> or <code>reference_id</code>.</dd>
<dt><code>GET /sitemap.xml?route=api_balance</code></dt><dd>What the wallet holds.</dd>
<dt><code>GET /sitemap.xml?route=api_download_report</code></dt>
<dd>A file: <code>type</code>, <code>from</code>, <code>to</code>, <code>service_type</code>, <code>status</code>, <code>format</code>.</dd>
</dl>
<h2>Statuses</h2>
<p><code>processing</code>, <code>success</code>, <code>failed</code>, and <code>reversed</code> after a success.</p>
<h2>Callbacks</h2>
<p><code>X-Gateway-Signature</code> is the hexadecimal HMAC-SHA256 of the exact body with your API secret;
<code>X-Callback-Id</code> stays the same in all retries. Answer with a 2xx.</p>`;
