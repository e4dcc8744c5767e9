/** Methods that a path does not take: refused, and told which it does (RFC 9110 15.5.6). */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { DomainError } from '../kit/errors.ts';

/** Those that the framework leads to a route; it knows no path of any other. */
export const knownMethods = [
  ...(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const),
  ...(['OPTIONS', 'TRACE'] as const),
];

/** Adds the route of every method that `url` does not take. */
export function refuseOtherMethods(
  app: FastifyInstance,
  url: string,
  taken: readonly string[],
): void {
  app.route({
    method: knownMethods.filter((method) => !taken.includes(method)),
    url,
    handler: (_request, reply) => {
      void reply.send(methodRefused(reply, taken));
    },
  });
}

/** The refusal, with the methods that are taken on the reply. */
export function methodRefused(reply: FastifyReply, taken: readonly string[]): DomainError {
  void reply.header('allow', taken.join(', '));
  return new DomainError('request.method_not_allowed');
}
