/** The published descriptions of the three contracts, read as a client of them would: what may be sent, what may come back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { projectRoot } from '../../kit/documents.ts';

export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly schema: Schema;
}

export interface Operation {
  readonly contract: 'xoompe' | 'xpayout' | 'xprizo';
  readonly method: string;
  /** From the root of the host, with its parameters in braces. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
  /** What is wrong with an answer of that status; undefined when nothing is. */
  faultOf(status: number, answer: unknown): string | undefined;
  /** Follows a reference. */
  resolve(schema: Schema): Schema;
}

interface Described {
  readonly parameters?: readonly Schema[];
  readonly requestBody?: Schema;
  readonly responses: Readonly<Record<string, Schema>>;
}

interface Document extends Schema {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}

export function operationsOf(contract: Operation['contract']): Operation[] {
  const file = join(projectRoot, `docs/openapi/${contract}.json`);
  const document = JSON.parse(readFileSync(file, 'utf8')) as Document;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, contract);
  const resolve = (schema: Schema): Schema => {
    const reference = schema['$ref'];
    if (typeof reference !== 'string') return schema;
    const steps = reference.slice(2).split('/');
    return resolve(steps.reduce<Schema>((at, step) => at[step] as Schema, document));
  };
  const base = (document.servers[0]?.url ?? '').replace(/\/$/, '');
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      contract,
      method: method.toUpperCase(),
      path: base + path,
      parameters: (described.parameters ?? []).map((one) => resolve(one) as unknown as Parameter),
      body: described.requestBody && jsonOf(resolve(described.requestBody)),
      faultOf: (status, answer) => {
        const expected = described.responses[String(status)];
        if (expected === undefined) return 'this status is not described';
        const schema = jsonOf(resolve(expected));
        if (schema === undefined || answer === undefined) return undefined;
        const validate = ajv.compile(within(contract, schema));
        if (validate(answer)) return undefined;
        const [first] = validate.errors ?? [];
        return `${first?.instancePath ?? ''} ${first?.message ?? ''}`;
      },
      resolve,
    })),
  );
}

function jsonOf(body: Schema): Schema | undefined {
  const content = body['content'] as Readonly<Record<string, { schema: Schema }>> | undefined;
  return content?.['application/json']?.schema;
}

/** References as they read from outside the document. */
function within(contract: string, schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${contract}#/`)) as Schema;
}
