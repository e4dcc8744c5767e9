import type { FastifyReply } from 'fastify';
import type { HttpAnswer } from './door.ts';

/** On every answer: it is JSON, nobody keeps it, and a browser does nothing with it. */
export const commonHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** `body` is JSON text; it is sent as it is. */
export function sendJson(
  reply: FastifyReply,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  reply.statusCode = status;
  // To the type of a text without a charset the framework adds one; a type that a door has chosen stays.
  const sent = headers['content-type'] === undefined ? body : Buffer.from(body);
  void reply.headers(commonHeaders).headers(headers).send(sent);
}

/** As it is; its headers take the place of the common ones, so it may be something else than JSON. */
export function sendAnswer(reply: FastifyReply, { status, headers, body }: HttpAnswer): void {
  sendJson(reply, status, headers, body);
}
