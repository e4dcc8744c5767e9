/** A sample for a POSIX shell with curl, and openssl where the request is signed. */
import { literal, type Style } from './literal.ts';
import { isVariable, plainText, type SampleRequest, type Value } from './request.ts';

const json: Style = {
  map: ['{', '}'],
  list: ['[', ']'],
  pair: ': ',
  indent: '  ',
  trailing: '',
  text: (value) => JSON.stringify(value),
  bool: String,
  variable: ({ variable, is }) => (is === 'number' ? `$${variable}` : `"$${variable}"`),
};

export function curlSample(request: SampleRequest): string {
  return request.access === 'signed' ? signed(request) : plain(request);
}

function plain({ method, path, query = {}, body, access }: SampleRequest): string {
  const asked = Object.entries(query).map(
    ([name, value]) => `--data-urlencode "${name}=${inText(value)}"`,
  );
  const hasQuery = asked.length > 0;
  const isUsual = method === (body === undefined ? 'GET' : 'POST');
  // With a body the query has to stand in the address; its values are plain there.
  const address =
    body === undefined || !hasQuery
      ? path
      : `${path}?${Object.entries(query)
          .map(([name, value]) => `${name}=${inText(value)}`)
          .join('&')}`;
  const parts = [
    `curl -sS --fail-with-body${isUsual ? '' : ` -X ${method}`}${
      hasQuery && body === undefined ? ' --get' : ''
    } "$BASE${address}"`,
    ...(access === 'bearer' ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...(access === 'key' ? ['-H "x-api-key: $API_KEY"'] : []),
    ...(body === undefined ? asked : ["-H 'Content-Type: application/json'", '--data @- <<END']),
  ];
  const call = parts.join(' \\\n  ');
  return body === undefined ? `${call}\n` : `${call}\n${literal(body, json)}\nEND\n`;
}

function inText(value: Value): string {
  return typeof value === 'object' && isVariable(value) ? `$${value.variable}` : plainText(value);
}

function signed({ method, path: route, query = {}, body }: SampleRequest): string {
  const parameters = Object.entries(query)
    .map(([name, value]) => `&${name}=${inText(value)}`)
    .join('');
  const bodyLine = body === undefined ? "BODY=''" : `BODY='${literal(body, json)}'`;
  const sending =
    body === undefined
      ? ''
      : ' \\\n  -H \'Content-Type: application/json\' \\\n  --data-raw "$BODY"';
  return `${bodyLine}
TIME=$(date +%s)
NONCE=$(openssl rand -hex 16)
DIGEST=$(printf %s "$BODY" | openssl dgst -sha256 -r | cut -c1-64)
SIGNATURE=$(printf '${method}\\n${route}\\n%s\\n%s\\n%s' "$TIME" "$NONCE" "$DIGEST" \\
  | openssl dgst -sha256 -hmac "$API_SECRET" -r | cut -c1-64)

curl -sS --fail-with-body "$BASE/sitemap.xml?route=${route}${parameters}" \\
  -H "X-API-Key: $API_KEY" \\
  -H "X-Timestamp: $TIME" \\
  -H "X-Nonce: $NONCE" \\
  -H "X-Signature: $SIGNATURE"${sending}
`;
}
