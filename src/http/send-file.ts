import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { commonHeaders } from './send.ts';

export interface SentFile {
  readonly body: Readable;
  readonly contentType: string;
  /** Letters, digits, points and hyphens. */
  readonly fileName: string;
}

/** Who takes nothing for so long has gone without saying so. */
const stalledAfterMs = 120_000;

/**
 * A download that is made while it is sent: a slow reader slows the making, one that hangs up ends it. A fault on the
 * way cuts the connection, so that half a file never passes for a whole one.
 */
export function sendFile(
  reply: FastifyReply,
  headers: Readonly<Record<string, string>>,
  { body, contentType, fileName }: SentFile,
  giveUpAfterMs = stalledAfterMs,
): void {
  reply.raw.setTimeout(giveUpAfterMs, () => reply.raw.destroy());
  void reply
    .headers(commonHeaders)
    .headers(headers)
    .header('content-type', contentType)
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .send(body);
}
