/** This contract as an OpenAPI document describes it, from the endpoints that are served. */
import {
  schemaRef,
  type Answer,
  type ApiDescription,
  type Operation,
  type Parameter,
} from '../../http/openapi.ts';
import { errorCatalogue, type ContractErrorCode } from '../../kit/errors.ts';
import { wordingOf } from './errors.ts';
import { isPage, type OpenRoute, type ProfileRoute } from './route.ts';
import { routes } from './routes.ts';
import { schemas, type SchemaName } from './schemas.ts';

const ofAll = ['request.malformed', 'service.unavailable', 'service.internal'] as const;
const ofBodies = [
  'request.invalid_fields',
  'request.too_large',
  'request.unsupported_type',
] as const;
const ofGate = ['access.unauthenticated', 'rate.exceeded'] as const;

/** Everything that an endpoint may refuse with. */
export function refusalsOf(route: OpenRoute | ProfileRoute): ReadonlySet<ContractErrorCode> {
  return new Set([
    ...ofAll,
    ...(route.body === undefined ? [] : ofBodies),
    ...('work' in route ? ofGate : []),
    ...('work' in route && route.isChange ? (['access.forbidden'] as const) : []),
    ...route.refusals,
  ]);
}

export const described = routes.filter(
  (route): route is OpenRoute | ProfileRoute => !isPage(route),
);

const version: Parameter = {
  name: 'x-api-version',
  in: 'header',
  description: 'May also stand beside the types of Accept and Content-Type.',
  schema: { enum: ['1', '1.0'], default: '1.0' },
};

export const xprizoDescription: ApiDescription = {
  title: 'Xprizo wallets',
  description:
    'Wallets of profiles, and what is paid into, out of and between them. Paths and names of fields are taken in any ' +
    'case, numbers also as text. After 400, 401, 403 and 500 there is no transaction. Unknown fields of a request are ' +
    'ignored.',
  basePath: '/api',
  operations: described.map(operationOf),
  webhooks: [],
  schemas,
  headers: { 'api-supported-versions': { const: '1.0' } },
  headersOf: {},
  securitySchemes: {
    key: {
      type: 'apiKey',
      in: 'header',
      name: 'x-api-key',
      description: 'A number, a hyphen, a UUID.',
    },
  },
};

function operationOf(route: OpenRoute | ProfileRoute): Operation {
  const { id, methods, paths, summary, parameters = [], body, answer } = route;
  return {
    ...{ id, method: methods[0], summary, path: paths[0].replace(/:(\w+)/g, '{$1}') },
    parameters: [...parameters, version],
    ...(body && { body: schemaRef(body) }),
    ...('openWork' in route && { isOpen: true }),
    answers: {
      200: answer === null ? { description: 'Done.' } : done(answer),
      ...answersOf(refusalsOf(route)),
    },
  };
}

function done(answer: SchemaName): Answer {
  return { description: 'Done.', schema: schemaRef(answer) };
}

/** Refusals that share a status are one answer, which says what each means. */
function answersOf(codes: ReadonlySet<ContractErrorCode>): Record<string, Answer> {
  const byStatus = Map.groupBy(codes, (code) => wordingOf(code).status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]): [string, Answer] => [
      String(status),
      {
        description: group.map(sentenceOf).join('\n\n'),
        schema: schemaRef(
          (status === 400 || status === 500 ? 'ErrorModel' : 'ProblemDetails') satisfies SchemaName,
        ),
      },
    ]),
  );
}

function sentenceOf(code: ContractErrorCode): string {
  const wording = wordingOf(code);
  return 'number' in wording
    ? `${wording.number}, ${wording.message}: ${errorCatalogue[code]}`
    : errorCatalogue[code];
}
