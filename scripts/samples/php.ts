/** A sample for PHP 8 with its own curl. */
import { literal, type Style } from './literal.ts';
import type { SampleRequest } from './request.ts';

const style: Style = {
  map: ['[', ']'],
  list: ['[', ']'],
  pair: ' => ',
  indent: '    ',
  trailing: ',',
  text: (value) => `'${value.replace(/[\\']/g, '\\$&')}'`,
  bool: String,
  variable: ({ variable, is }) =>
    is === 'number' ? `(int) getenv('${variable}')` : `getenv('${variable}')`,
};

export function phpSample(request: SampleRequest): string {
  const { access, body, method } = request;
  const isSigned = access === 'signed';
  const headers = [
    ...(access === 'bearer' ? ["'Authorization: Bearer ' . getenv('TOKEN')"] : []),
    ...(access === 'key' ? ["'x-api-key: ' . getenv('API_KEY')"] : []),
    ...(isSigned ? signedHeaders : []),
    ...(body === undefined ? [] : ["'Content-Type: application/json'"]),
  ];
  const lines = [
    'CURLOPT_RETURNTRANSFER => true',
    ...(method === 'GET' ? [] : [`CURLOPT_CUSTOMREQUEST => '${method}'`]),
    ...(headers.length === 0
      ? []
      : [`CURLOPT_HTTPHEADER => [\n${headers.map((line) => `        ${line},\n`).join('')}    ]`]),
    ...(body === undefined
      ? []
      : [
          `CURLOPT_POSTFIELDS => ${isSigned ? '$body' : `json_encode(${literal(body, style, 1)})`}`,
        ]),
  ];
  return `<?php
${isSigned ? signing(request) : ''}$request = curl_init(${addressOf(request)});
curl_setopt_array($request, [
${lines.map((line) => `    ${line},\n`).join('')}]);
echo curl_exec($request), "\\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
`;
}

const signedHeaders = [
  "'X-API-Key: ' . getenv('API_KEY')",
  '"X-Timestamp: $timestamp"',
  '"X-Nonce: $nonce"',
  '"X-Signature: $signature"',
];

function addressOf({ path, query, access }: SampleRequest): string {
  if (access === 'signed') return `getenv('BASE') . '/sitemap.xml?' . $query`;
  const pieces = path
    .split(/\$([A-Z_]+)/)
    .map((part, place) => (place % 2 === 0 ? `'${part}'` : `getenv('${part}')`))
    .filter((part) => part !== "''");
  const address = ["getenv('BASE')", ...pieces].join(' . ');
  if (query === undefined) return address;
  const asked = address.endsWith("'") ? `${address.slice(0, -1)}?'` : `${address} . '?'`;
  return `${asked} . ${queryOf(query)}`;
}

function queryOf(query: NonNullable<SampleRequest['query']>): string {
  // http_build_query makes 1 and 0 of booleans; the contracts take words.
  const words = Object.entries(query).map(
    ([name, value]) => [name, typeof value === 'boolean' ? String(value) : value] as const,
  );
  return `http_build_query(${literal(Object.fromEntries(words), style)})`;
}

function signing({ method, path: route, query = {}, body }: SampleRequest): string {
  return `$route = '${route}';
$body = ${body === undefined ? "''" : `json_encode(${literal(body, style)})`};
$timestamp = (string) time();
$nonce = bin2hex(random_bytes(16));
$base = implode("\\n", ['${method}', $route, $timestamp, $nonce, hash('sha256', $body)]);
$signature = hash_hmac('sha256', $base, getenv('API_SECRET'));

$query = http_build_query(${
    Object.keys(query).length === 0
      ? "['route' => $route]"
      : `['route' => $route] + ${literal(query, style)}`
  });
`;
}
