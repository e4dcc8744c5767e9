import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { InvalidRequest } from './order.ts';
import { errorReply, type Reply } from './reply.ts';

const MOST_BODY_BYTES = 65_536;

export function replyToError(error: unknown, report: (error: unknown) => void): Reply {
  if (error instanceof InvalidRequest) return errorReply(400, 'INVALID_REQUEST', error.message);
  report(error);
  return errorReply(500, 'INTERNAL_ERROR', 'The bank could not answer.');
}

/** Tells whether an `authorization` header presents the key. */
export function keyCheck(key: string): (header: string | undefined) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${key}`);
  return (header) => timingSafeEqual(digest(header ?? ''), expected);
}

/** The parsed JSON body, undefined when empty. Throws `InvalidRequest`. */
export async function readBody(req: IncomingMessage): Promise<unknown> {
  const text = await readText(req);
  if (text === '') return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    throw new InvalidRequest('the body is not JSON');
  }
}

export async function readText(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MOST_BODY_BYTES) throw new InvalidRequest('the body is too large');
  return Buffer.concat(chunks).toString('utf8');
}
