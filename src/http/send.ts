import type { Reply } from './direct.ts';
import type { HttpAnswer } from './door.ts';

/** On every answer: it is JSON, nobody keeps it, and a browser does nothing with it. */
export const commonHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** Of an answer that says nothing: whoever reads JSON by its type would try to read this. */
const { 'content-type': _, ...headersOfNothing } = commonHeaders;

/** `body` is JSON text, or empty; it is sent as it is. Not for statuses that never have a body. */
export function sendJson(
  reply: Omit<Reply, 'send'>,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  if (reply.sent) return;
  const head = {
    ...reply.getHeaders(),
    ...(body === '' ? headersOfNothing : commonHeaders),
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
  };
  // Past the framework, which would look at every header twice and measure the body three times.
  reply.hijack();
  reply.raw.writeHead(status, head).end(body);
}

/** As it is; its headers take the place of the common ones, so it may be something else than JSON. */
export function sendAnswer(reply: Reply, { status, headers, body }: HttpAnswer): void {
  sendJson(reply, status, headers, body);
}
