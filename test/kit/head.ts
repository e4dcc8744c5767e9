/** HEAD against GET: whoever asks for the head alone is told what the whole would have been. */
import assert from 'node:assert/strict';

/** A nonce is new with every answer. */
const alike = (name: string, value: string) =>
  name === 'content-security-policy' ? value.replace(/'nonce-[^']+'/g, 'nonce') : value;

const ofTheConnection = ['connection', 'date', 'keep-alive'];

export async function assertHeadAsGet(url: string): Promise<void> {
  const [head, get] = [await fetch(url, { method: 'HEAD' }), await fetch(url)];
  assert.equal(head.status, get.status, url);
  assert.equal(await head.text(), '', url);
  const size = String((await get.arrayBuffer()).byteLength);
  const headersOf = ({ headers }: Response) =>
    [...headers]
      .filter(([name]) => !ofTheConnection.includes(name))
      .map(([name, value]) => [name, alike(name, value)]);
  assert.deepEqual(headersOf(head), headersOf(get), url);
  if (!get.headers.has('content-encoding')) assert.equal(head.headers.get('content-length'), size);
}
