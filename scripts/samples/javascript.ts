/** A sample for Node 20 and newer, with nothing to install. */
import { literal, type Style } from './literal.ts';
import { variablesOf, type SampleRequest } from './request.ts';

const style: Style = {
  map: ['{', '}'],
  list: ['[', ']'],
  pair: ': ',
  indent: '  ',
  trailing: ',',
  text: (value) => JSON.stringify(value),
  bool: String,
  variable: ({ variable, is }) => (is === 'number' ? `Number(${variable})` : variable),
};

/** The formatter goes over it afterwards. */
export function javascriptSample(request: SampleRequest): string {
  const { access, query, body, method } = request;
  const isSigned = access === 'signed';
  const headers = [
    ...(access === 'bearer' ? ['Authorization: `Bearer ${TOKEN}`'] : []),
    ...(access === 'key' ? ["'x-api-key': API_KEY"] : []),
    ...(isSigned ? signedHeaders : []),
    ...(body === undefined ? [] : ["'Content-Type': 'application/json'"]),
  ];
  const options = [
    ...(method === 'GET' ? [] : [`method: '${method}'`]),
    ...(headers.length === 0 ? [] : [`headers: { ${headers.join(', ')} }`]),
    ...(body === undefined
      ? []
      : [isSigned ? 'body' : `body: JSON.stringify(${literal(body, style)})`]),
  ];
  return `${isSigned ? "import { createHash, createHmac, randomUUID } from 'node:crypto';\n\n" : ''}const { ${variablesOf(request).join(', ')} } = process.env;

${isSigned ? signing(request) : queryLine(query)}const response = await fetch(\`${addressOf(request)}\`${
    options.length === 0 ? '' : `, {\n${options.join(',\n')},\n}`
  });
if (!response.ok) throw new Error(\`\${response.status} \${await response.text()}\`);
console.log(await response.text());
`;
}

const signedHeaders = [
  "'X-API-Key': API_KEY",
  "'X-Timestamp': timestamp",
  "'X-Nonce': nonce",
  "'X-Signature': signature",
];

function addressOf({ path, query, access }: SampleRequest): string {
  if (access === 'signed') return '${BASE}/sitemap.xml?${query}';
  const address = `\${BASE}${path.replace(/\$([A-Z_]+)/g, '${$1}')}`;
  return query === undefined ? address : `${address}?\${query}`;
}

function queryLine(query: SampleRequest['query']): string {
  return query === undefined
    ? ''
    : `const query = new URLSearchParams(${literal(query, style)});\n`;
}

function signing({ method, path: route, query = {}, body }: SampleRequest): string {
  return `const route = '${route}';
const body = ${body === undefined ? "''" : `JSON.stringify(${literal(body, style)})`};
const timestamp = String(Math.floor(Date.now() / 1000));
const nonce = randomUUID();
const digest = createHash('sha256').update(body).digest('hex');
const signature = createHmac('sha256', API_SECRET)
  .update(['${method}', route, timestamp, nonce, digest].join('\\n'))
  .digest('hex');

const query = new URLSearchParams(${
    Object.keys(query).length === 0 ? '{ route }' : literal(query, style).replace('{', '{route, ')
  });
`;
}
