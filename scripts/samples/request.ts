/** One request as the samples make it, before it is written in a language. */

/** What the reader brings: a variable of the environment. */
export interface Variable {
  readonly variable: string;
  readonly is: 'text' | 'number';
}

export type Value =
  string | number | boolean | Variable | readonly Value[] | { readonly [name: string]: Value };

export type Fields = Readonly<Record<string, Value>>;

/** How a contract knows its callers. `bearer` and `key` are headers, `signed` is a signature over the request. */
export type Access = 'none' | 'bearer' | 'key' | 'signed';

export interface SampleRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Behind BASE; `$NAME` stands for a variable. Of `signed` requests the name of the route. */
  readonly path: string;
  readonly query?: Fields;
  readonly body?: Fields;
  readonly access: Access;
}

/** By the `operationId` of the contract's OpenAPI document. */
export type Requests = Readonly<Record<string, SampleRequest>>;

export interface SampleContract {
  /** The file in docs/openapi and the folder in docs/samples. */
  readonly name: string;
  /** Where the sandbox of `npm start` serves it. */
  readonly base: string;
  readonly requests: Requests;
}

export const text = (variable: string): Variable => ({ variable, is: 'text' });
export const number = (variable: string): Variable => ({ variable, is: 'number' });

export function isVariable(value: Value): value is Variable {
  return typeof value === 'object' && 'variable' in value;
}

/** A value as it stands in a query. Throws for lists and objects, which no query here has. */
export function plainText(value: Value): string {
  if (typeof value === 'object') throw new Error('A query holds plain values.');
  return String(value);
}

/** Every variable that a request needs, BASE first, each once. */
export function variablesOf(request: SampleRequest): string[] {
  const inPath = [...request.path.matchAll(/\$([A-Z_]+)/g)].map(([, name = '']) => name);
  const found = ['BASE', ...accessVariables[request.access], ...inPath];
  for (const part of [request.query ?? {}, request.body ?? {}]) found.push(...namesIn(part));
  return [...new Set(found)];
}

const accessVariables: Readonly<Record<Access, readonly string[]>> = {
  none: [],
  bearer: ['TOKEN'],
  key: ['API_KEY'],
  signed: ['API_KEY', 'API_SECRET'],
};

function namesIn(value: Value): string[] {
  if (typeof value !== 'object') return [];
  if (isVariable(value)) return [value.variable];
  return Object.values(value as Readonly<Record<string, Value>>).flatMap(namesIn);
}
