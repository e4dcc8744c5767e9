/** This contract as an OpenAPI document describes it, from the routes that are served. */
import { errorCatalogue } from '../../kit/errors.ts';
import {
  schemaRef,
  type Answer,
  type ApiDescription,
  type Operation,
  type Schema,
} from '../../http/openapi.ts';
import { messagesOf, statusOf } from './errors.ts';
import { routes, type RouteDeclaration } from './routes.ts';
import { schemas, type SchemaName } from './schemas.ts';

const whole = { type: 'integer', minimum: 0 } as const;
const retryAfter = { 'Retry-After': { ...whole, description: 'Seconds.' } };

export const xoompeDescription: ApiDescription = {
  title: 'XoomPe payouts',
  description:
    'Payouts in Indian rupees to bank accounts. Branch on the status and on `errors`, not on the wording of ' +
    '`message`. Paths are taken in any case. Unknown fields of a request are ignored.',
  basePath: '/XoomPeAPI',
  operations: Object.entries(routes).map(([id, route]) => operationOf(id, route)),
  webhooks: [
    {
      name: 'transaction.status.updated',
      summary: 'A transaction has changed; signed by Standard Webhooks',
      body: schemaRef('Event' satisfies SchemaName),
    },
  ],
  schemas,
  headers: {
    'RateLimit-Limit': { ...whole, description: 'Calls per minute.' },
    'RateLimit-Remaining': { ...whole, description: 'Calls left now.' },
    'RateLimit-Reset': {
      ...whole,
      description: 'Seconds until more calls fit than now; with a 429 as `Retry-After`.',
    },
  },
  headersOf: {
    401: { 'WWW-Authenticate': { type: 'string' } },
    429: retryAfter,
    503: retryAfter,
  },
  securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
};

function operationOf(id: string, route: RouteDeclaration): Operation {
  const { method, url, summary, parameters, body, isOpen } = route;
  return {
    ...{ id, method, summary, path: url.replace(/:(\w+)/g, '{$1}') },
    ...(parameters && { parameters }),
    ...(body && { body: anyOf(body) }),
    ...(isOpen && { isOpen }),
    answers: answersOf(route),
  };
}

/** Refusals that share a status are one answer, which says what each means. */
function answersOf(route: RouteDeclaration): Record<string, Answer> {
  const described = new Map<number, { schemas: Set<SchemaName>; sentences: Set<string> }>();
  const at = (status: number) => {
    const known = described.get(status) ?? { schemas: new Set(), sentences: new Set() };
    described.set(status, known);
    return known;
  };
  for (const [status, schema] of Object.entries(route.answers))
    at(parseInt(status, 10)).schemas.add(schema);
  for (const code of route.refusals) {
    const { schemas: bodies, sentences } = at(statusOf(code));
    bodies.add('Refusal');
    // A message that is a sentence says all there is to say.
    for (const message of messagesOf(code, route))
      sentences.add(message.endsWith('.') ? message : `${message}: ${errorCatalogue[code]}`);
  }
  return Object.fromEntries(
    [...described].map(([status, known]) => [
      status,
      {
        description: [...known.sentences].join('\n\n') || 'Done.',
        schema: anyOf([...known.schemas]),
      },
    ]),
  );
}

function anyOf(names: readonly SchemaName[]): Schema {
  const [first, ...others] = names.map(schemaRef);
  return others.length === 0 && first !== undefined ? first : { anyOf: names.map(schemaRef) };
}
