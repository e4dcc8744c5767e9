/** A sample for Python 3 with the package `requests`. */
import { literal, type Style } from './literal.ts';
import { plainText, type SampleRequest } from './request.ts';

const style: Style = {
  map: ['{', '}'],
  list: ['[', ']'],
  pair: ': ',
  indent: '    ',
  trailing: ',',
  text: (value) => JSON.stringify(value),
  bool: (value) => (value ? 'True' : 'False'),
  variable: ({ variable, is }) =>
    is === 'number' ? `int(os.environ["${variable}"])` : `os.environ["${variable}"]`,
};

export function pythonSample(request: SampleRequest): string {
  return request.access === 'signed' ? signed(request) : plain(request);
}

function plain({ method, path, query, body, access }: SampleRequest): string {
  const headers = [
    ...(access === 'bearer' ? ['"Authorization": f"Bearer {os.environ[\'TOKEN\']}"'] : []),
    ...(access === 'key' ? ['"x-api-key": os.environ["API_KEY"]'] : []),
  ];
  return `import os

import requests

response = requests.${method.toLowerCase()}(
    ${addressOf(path)},
${headers.length === 0 ? '' : `    headers={${headers.join(', ')}},\n`}${
    query === undefined ? '' : `    params=${literal(queryOf(query), style, 1)},\n`
  }${body === undefined ? '' : `    json=${literal(body, style, 1)},\n`}    timeout=30,
)
print(response.text)
response.raise_for_status()
`;
}

/** A query has words where JSON has true and false. */
function queryOf(query: NonNullable<SampleRequest['query']>): NonNullable<SampleRequest['query']> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      typeof value === 'boolean' ? String(value) : value,
    ]),
  );
}

function addressOf(path: string): string {
  const parts = path.split(/\$([A-Z_]+)/);
  const inside = parts
    .map((part, place) => (place % 2 === 0 ? part : `{os.environ['${part}']}`))
    .join('');
  return parts.length === 1 ? `os.environ["BASE"] + "${path}"` : `f"{os.environ['BASE']}${inside}"`;
}

function signed({ method, path: route, query = {}, body }: SampleRequest): string {
  return `import hashlib
import hmac
${body === undefined ? '' : 'import json\n'}import os
import time
import uuid

import requests

route = "${route}"
body = ${body === undefined ? '""' : `json.dumps(${literal(body, style)})`}
timestamp = str(int(time.time()))
nonce = uuid.uuid4().hex
digest = hashlib.sha256(body.encode()).hexdigest()
base = "\\n".join(["${method}", route, timestamp, nonce, digest])
secret = os.environ["API_SECRET"]
signature = hmac.new(secret.encode(), base.encode(), hashlib.sha256).hexdigest()

response = requests.${method.toLowerCase()}(
    os.environ["BASE"] + "/sitemap.xml",
    params=${paramsOf(query)},
    headers={
        "X-API-Key": os.environ["API_KEY"],
        "X-Timestamp": timestamp,
        "X-Nonce": nonce,
        "X-Signature": signature,
${body === undefined ? '' : '        "Content-Type": "application/json",\n'}    },
${body === undefined ? '' : '    data=body,\n'}    timeout=30,
)
print(response.text)
response.raise_for_status()
`;
}

function paramsOf(query: NonNullable<SampleRequest['query']>): string {
  if (Object.keys(query).length === 0) return '{"route": route}';
  const given = Object.entries(queryOf(query)).map(
    ([name, value]) => `"${name}": "${plainText(value)}"`,
  );
  return `{\n${['"route": route', ...given].map((line) => `        ${line},\n`).join('')}    }`;
}
