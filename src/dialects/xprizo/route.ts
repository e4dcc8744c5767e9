/** How an endpoint of this contract is declared: where it is, what it takes and answers, and who serves it. */
import type { Parameter } from '../../http/openapi.ts';
import type { ContractErrorCode } from '../../kit/errors.ts';
import type { OpenWork, PageWork, Work } from './gate.ts';
import type { XprizoParts } from './parts.ts';
import type { SchemaName } from './schemas.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface Declared {
  /** The name of the operation in the description, in camel case. */
  readonly id: string;
  /** The first is the published one; others are taken too. */
  readonly methods: readonly [Method, ...Method[]];
  /** Relative to the base path, with `:name` for a parameter; the first is the published one. */
  readonly paths: readonly [string, ...string[]];
}

interface Described extends Declared {
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly body?: SchemaName;
  /** Null: a 200 without a body. */
  readonly answer: SchemaName | null;
  /** Beside those that every endpoint may refuse with. */
  readonly refusals: readonly ContractErrorCode[];
}

/** Behind the gate. */
export interface ProfileRoute extends Described {
  readonly isChange: boolean;
  readonly work: (parts: XprizoParts) => Work;
}

/** Called without a credential. */
export interface OpenRoute extends Described {
  readonly openWork: (parts: XprizoParts) => OpenWork;
}

/** For a browser; no part of the description. */
export interface PageRoute extends Declared {
  readonly page: (parts: XprizoParts) => PageWork;
}

export type Route = ProfileRoute | OpenRoute | PageRoute;

export function isPage(route: Route): route is PageRoute {
  return 'page' in route;
}

/** A parameter of the query. */
export function query(name: string, description: string, schema: Parameter['schema'] = text) {
  return { name, in: 'query', description, schema } as const;
}

/** A parameter of the path. */
export function inPath(name: string, description: string, schema: Parameter['schema'] = whole) {
  return { name, in: 'path', description, schema } as const;
}

const text = { type: 'string' } as const;
const whole = { type: 'integer', format: 'int64' } as const;
