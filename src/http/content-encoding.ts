/** Bodies are taken as they are: one that says it is compressed would be read as something else than was sent. */
import type { onRequestHookHandler } from 'fastify';
import { DomainError } from '../kit/errors.ts';
import { hasBody } from './bodies-of-get.ts';

/** Says to the caller what would be taken (RFC 9110 15.5.16). */
export const refuseEncodedBodies: onRequestHookHandler = ({ headers }, reply, done) => {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || !hasBody(headers) || isIdentity(encoding)) {
    done();
    return;
  }
  void reply.header('accept-encoding', 'identity');
  const reason = 'The body must be sent as it is, without a Content-Encoding';
  done(new DomainError('request.unsupported_type', { reason }));
};

/** A list of nothing but the name for none. */
function isIdentity(encoding: string): boolean {
  return encoding.split(',').every((name) => name.trim().toLowerCase() === 'identity');
}
