/** A schema as rows of a table: a field, what may stand in it, what it means. */
import { escapeHtml, inline, tableBox } from './html.ts';
import { resolved, type ApiDocument, type Schema } from './openapi.ts';

export interface FieldRow {
  /** With the names above it: `customerData.address.city`, `data[].amount`. */
  readonly name: string;
  readonly isRequired: boolean;
  /** HTML. */
  readonly type: string;
  readonly meaning: string;
}

/** The alternatives of a body, each with its rows; most have one. */
export function alternativesOf(api: ApiDocument, schema: Schema): FieldRow[][] {
  const { anyOf } = resolved(api, schema);
  return (anyOf ?? [schema]).map((one) => rowsOf(api, one));
}

function rowsOf(api: ApiDocument, schema: Schema, above = ''): FieldRow[] {
  const known = resolved(api, schema);
  if (known.type === 'array' && typeof known.items === 'object')
    return rowsOf(api, known.items, `${above}[]`);
  const prefix = above === '' ? '' : `${above}.`;
  return Object.entries(known.properties ?? {}).flatMap(([name, field]) => {
    const full = `${prefix}${name}`;
    const isRequired = known.required?.includes(name) === true;
    const whole = resolved(api, field);
    const { type, meaning } = { type: typeOf(api, whole), meaning: whole.description ?? '' };
    return [{ name: full, isRequired, type, meaning }, ...rowsOf(api, whole, full)];
  });
}

const plainTypes: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: '<code>true</code> or <code>false</code>',
  array: 'list',
  object: 'object',
  null: '<code>null</code>',
};

const formats: Readonly<Record<string, string>> = {
  date: 'a date, <code>YYYY-MM-DD</code>',
  'date-time': 'a time',
  email: 'an e-mail address',
  uri: 'an address',
};

/** In words, with limits. HTML. */
export function typeOf(api: ApiDocument, given: Schema): string {
  const schema = resolved(api, given);
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => typeOf(api, one)).join('; or ');
  if (schema.const !== undefined) return `always ${codeOf(schema.const)}`;
  const parts =
    schema.enum === undefined ? [wordOf(schema), ...limitsOf(schema)] : [oneOf(schema.enum)];
  if (schema.default !== undefined) parts.push(`default ${codeOf(schema.default)}`);
  return parts.filter((part) => part !== '').join(', ');
}

function oneOf(values: readonly unknown[]): string {
  return values.map(codeOf).join(', ');
}

function wordOf({ type = [], format = '' }: Schema): string {
  const types = typeof type === 'string' ? [type] : type;
  const words = types.map((one) =>
    one === 'string' && formats[format] !== undefined ? formats[format] : (plainTypes[one] ?? one),
  );
  return words.length === 0 ? 'anything' : words.join(' or ');
}

function limitsOf(schema: Schema): string[] {
  const { minLength, maxLength, minItems, maxItems } = schema;
  return [
    rangeOf(minLength, maxLength, 'characters'),
    rangeOf(minItems, maxItems, 'entries'),
    // That a count is not negative goes without saying.
    rangeOf(schema.minimum === 0 ? undefined : schema.minimum, schema.maximum, ''),
    schema.exclusiveMinimum === undefined ? '' : `above ${schema.exclusiveMinimum}`,
    schema.pattern === undefined ? '' : `<code>${escapeHtml(schema.pattern)}</code>`,
  ];
}

function rangeOf(least: number | undefined, most: number | undefined, what: string): string {
  if (least === undefined && most === undefined) return '';
  const unit = what === '' ? '' : ` ${what}`;
  if (most === undefined) return `at least ${String(least)}${unit}`;
  if (least === undefined) return `at most ${String(most)}${unit}`;
  return `${String(least)} to ${String(most)}${unit}`;
}

function codeOf(value: unknown): string {
  return `<code>${escapeHtml(String(value))}</code>`;
}

export function fieldTable(rows: readonly FieldRow[], label: string): string {
  const lines = rows.map(
    ({ name, isRequired, type, meaning }) =>
      `<tr><td><code>${escapeHtml(name).replace(/([.\]])/g, '$1<wbr>')}</code>${
        isRequired ? ' <span class="required">required</span>' : ''
      }</td><td>${type}</td><td>${inline(meaning)}</td></tr>`,
  );
  return tableBox(
    `<table class="fields"><thead><tr><th>Field</th><th>Type and limits</th><th>Meaning</th></tr></thead><tbody>${lines.join(
      '',
    )}</tbody></table>`,
    label,
  );
}
