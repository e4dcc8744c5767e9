/** What the forms of a reference page begin with, as a file that is loaded only where they are offered. */
import { isVariable, plainText, variablesOf, type Fields, type Value } from '../samples/request.ts';
import { sampleContracts } from '../samples/write.ts';
import { endpointsOf, readApi } from './openapi.ts';

export interface TryOperation {
  readonly method: string;
  /** Behind the base of the contract; `$NAME` is a value of the reader's. */
  readonly path: string;
  readonly access: string;
  /** Values of the reader's, BASE left out. */
  readonly variables: readonly string[];
  /** Names of the parameters of the query with what the sample sends; empty: it sends none. */
  readonly query: Readonly<Record<string, string>>;
  readonly body?: string;
}

export function tryData(root: string, contract: string): Readonly<Record<string, TryOperation>> {
  const found = sampleContracts.find(({ name }) => name === contract);
  if (found === undefined) throw new Error(`${contract} has no samples.`);
  const operations = endpointsOf(readApi(root, contract)).map(({ operation }) => {
    const { operationId: id, parameters = [] } = operation;
    const request = found.requests[id];
    if (request === undefined) throw new Error(`${contract}: ${id} has no samples.`);
    const asked = parameters
      .filter((one) => one.in === 'query')
      .map(({ name }) => [name, ''] as const);
    const sent = Object.entries(request.query ?? {}).map(
      ([name, value]) => [name, shown(value)] as const,
    );
    const { method, path, access, body } = request;
    const data: TryOperation = {
      ...{ method, path, access, query: Object.fromEntries([...asked, ...sent]) },
      variables: variablesOf(request).filter((name) => name !== 'BASE'),
      ...(body !== undefined && { body: bodyText(body) }),
    };
    return [id, data] as const;
  });
  return Object.fromEntries(operations);
}

function shown(value: Value): string {
  if (typeof value === 'object' && isVariable(value)) return `$${value.variable}`;
  return plainText(value);
}

/** JSON in which the reader's values are still names. */
function bodyText(body: Fields): string {
  const text = JSON.stringify(
    body,
    (_, value: Value) => (typeof value === 'object' && isVariable(value) ? mark(value) : value),
    2,
  );
  return text.replace(/"number:(\$[A-Z_]+)"/g, '$1');
}

function mark({ variable, is }: { variable: string; is: string }): string {
  return is === 'number' ? `number:$${variable}` : `$${variable}`;
}
