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
  const head = headOf(reply.getHeaders(), body === '' ? headersOfNothing : commonHeaders, headers);
  head.push('content-length', String(Buffer.byteLength(body)));
  // Past the framework, which would look at every header twice and measure the body three times.
  reply.hijack();
  reply.raw.writeHead(status, head).end(body);
}

type Value = number | string | string[];
type Headers = Readonly<Record<string, Value | undefined>>;

/**
 * Names and values in turn, as the runtime takes them without a second look. It would send a name twice that comes twice, so only
 * the last value goes in; and no length, because `sendJson` measures the body, and of two the client may believe the wrong one.
 */
function headOf(ofReply: Headers, common: Headers, given: Headers): Value[] {
  const head: Value[] = [];
  const add = (name: string, value: Value | undefined) => {
    if (value !== undefined && name !== 'content-length') head.push(name, value);
  };
  for (const name in ofReply)
    if (!Object.hasOwn(common, name) && !Object.hasOwn(given, name)) add(name, ofReply[name]);
  for (const name in common) if (!Object.hasOwn(given, name)) add(name, common[name]);
  for (const name in given) add(name, given[name]);
  return head;
}

/** As it is; its headers take the place of the common ones, so it may be something else than JSON. */
export function sendAnswer(reply: Reply, { status, headers, body }: HttpAnswer): void {
  sendJson(reply, status, headers, body);
}
