/** The headers of a signed request of XPayout, made in the page; the secret goes nowhere. */
const bytes = (text: string) => new TextEncoder().encode(text);

export interface Signed {
  readonly method: string;
  readonly route: string;
  readonly body: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** Throws where the page is neither https nor on this machine: browsers sign nothing there. */
export async function signedHeaders(request: Signed): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const nonce = crypto.randomUUID();
  const digest = hexOf(await crypto.subtle.digest('SHA-256', bytes(request.body)));
  const base = [request.method, request.route, timestamp, nonce, digest].join('\n');
  const key = await crypto.subtle.importKey(
    'raw',
    bytes(request.apiSecret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  return {
    'X-API-Key': request.apiKey,
    'X-Timestamp': timestamp,
    'X-Nonce': nonce,
    'X-Signature': hexOf(await crypto.subtle.sign('HMAC', key, bytes(base))),
  };
}

function hexOf(buffer: ArrayBuffer): string {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
