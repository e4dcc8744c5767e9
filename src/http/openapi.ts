/**
 * Writes an OpenAPI 3.1 document from what a door declares beside its routes. Schemas describe; what a request must
 * be is judged elsewhere, and tests hold real requests and answers against the schemas.
 */

/** JSON Schema 2020-12. */
export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly description: string;
  readonly schema: Schema;
}

export interface Answer {
  readonly description: string;
  /** Of a JSON body; absent: there is none. */
  readonly schema?: Schema;
  /** Of bodies of other types, where the caller may choose one. */
  readonly otherTypes?: Readonly<Record<string, Schema>>;
}

export interface Operation {
  /** The name of the route, in camel case. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Relative to the base path, with `{name}` for a parameter. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  /** Of a JSON body. */
  readonly body?: Schema;
  readonly answers: Readonly<Record<string, Answer>>;
  /** True for what is called without a credential. */
  readonly isOpen?: boolean;
}

export interface WebhookDescription {
  readonly name: string;
  readonly summary: string;
  readonly body: Schema;
}

export interface ApiDescription {
  readonly title: string;
  readonly description: string;
  readonly basePath: string;
  readonly operations: readonly Operation[];
  readonly webhooks: readonly WebhookDescription[];
  readonly schemas: Readonly<Record<string, Schema>>;
  /** On every answer; and on the statuses named, in addition. */
  readonly headers: Readonly<Record<string, Schema>>;
  readonly headersOf: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
  /** All of them together are one credential. */
  readonly securitySchemes: Readonly<Record<string, Schema>>;
}

/** `{"$ref": "#/components/schemas/Name"}`. */
export function schemaRef(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** `version` is that of the program. */
export function openapiDocument(api: ApiDescription, version: string): Schema {
  return {
    openapi: '3.1.0',
    info: {
      title: api.title,
      version,
      description: api.description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: api.basePath }],
    security: [Object.fromEntries(Object.keys(api.securitySchemes).map((name) => [name, []]))],
    paths: pathsOf(api),
    webhooks: Object.fromEntries(
      api.webhooks.map(({ name, summary, body }) => [
        name,
        {
          post: {
            summary,
            requestBody: { required: true, content: jsonContent(body) },
            responses: { '2XX': { description: 'Received.' } },
          },
        },
      ]),
    ),
    components: { schemas: api.schemas, securitySchemes: api.securitySchemes },
  };
}

function pathsOf(api: ApiDescription): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const operation of api.operations) {
    const path = (paths[operation.path] ??= {});
    path[operation.method.toLowerCase()] = operationOf(api, operation);
  }
  return paths;
}

function operationOf(api: ApiDescription, operation: Operation): Schema {
  const { id, summary, description, parameters, body, answers, isOpen } = operation;
  return {
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    ...(isOpen === true && { security: [] }),
    ...(parameters !== undefined && {
      parameters: parameters.map((one) => ({ ...one, required: one.in === 'path' })),
    }),
    ...(body !== undefined && { requestBody: { required: true, content: jsonContent(body) } }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [status, responseOf(api, status, answer)]),
    ),
  };
}

function responseOf(api: ApiDescription, status: string, answer: Answer): Schema {
  const headers = { ...api.headers, ...api.headersOf[status] };
  return {
    description: answer.description,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, schema]) => [name, { required: true, schema }]),
    ),
    ...(answer.schema && {
      content: { ...jsonContent(answer.schema), ...contentOf(answer.otherTypes) },
    }),
  };
}

function contentOf(types: Answer['otherTypes'] = {}): Schema {
  return Object.fromEntries(Object.entries(types).map(([type, schema]) => [type, { schema }]));
}

function jsonContent(schema: Schema): Schema {
  return { 'application/json': { schema } };
}
