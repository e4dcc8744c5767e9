/** The framework reads no body of a GET; a contract that signs every body must see it all the same. */
import type { FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { DomainError } from '../kit/errors.ts';
import type { Call } from './direct.ts';

export function hasBody(headers: FastifyRequest['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** The call with the body that came with it. Throws DomainError `request.too_large` and `request.malformed`. */
export async function withBody(request: FastifyRequest): Promise<Call> {
  const { headers, raw, body } = request;
  if (body !== undefined || !hasBody(headers)) return request;
  return { headers, raw, body: await bodyOf(raw, request.routeOptions.bodyLimit) };
}

/** What comes behind the limit flows away, so that the answer can be read. */
function bodyOf(raw: IncomingMessage, largestBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    raw.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes <= largestBytes) pieces.push(piece);
      else reject(new DomainError('request.too_large'));
    });
    raw.on('end', () => {
      resolve(Buffer.concat(pieces));
    });
    raw.on('error', () => {
      reject(new DomainError('request.malformed', { reason: 'The body did not arrive.' }));
    });
  });
}
