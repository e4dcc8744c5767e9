/** The lower half of an endpoint: what it answers, and what it refuses with. */
import { escapeHtml, inline, tableBox } from './html.ts';
import { endpointsOf, resolved, type ApiDocument, type Operation } from './openapi.ts';
import { alternativesOf, fieldTable, typeOf, type FieldRow } from './schema-rows.ts';

export function goodAnswers(api: ApiDocument, { responses }: Operation): string {
  return Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([status, { content = {}, description }]) => {
      const types = Object.keys(content);
      const schema = content['application/json']?.schema;
      const own = schema === undefined ? undefined : resolved(api, schema).description;
      const words = [description === 'Done.' ? '' : description, own ?? ''];
      const said = words.map((text) => (text === '' ? '' : `<p>${inline(text)}</p>`)).join('');
      const tables = schema === undefined ? [] : alternativesOf(api, schema);
      const rows = tables.filter((one) => one.length > 0);
      if (rows.length === 0 && said === '' && types.length < 2)
        return `<p class="label">Answers ${status}</p>`;
      const list = types.length < 2 ? '' : `<p>As ${types.map(codeOf).join(', ')}.</p>`;
      return `<details><summary>Answers ${status}</summary>${said}${list}${rows
        .map((one) => fieldTable(one, `Fields of the answer ${status}`))
        .join('')}</details>`;
    })
    .join('');
}

export function errorsOf(api: ApiDocument, { responses }: Operation): string {
  const refused = Object.entries(responses).filter(([status]) => !status.startsWith('2'));
  const rows = refused.map(
    ([status, { description }]) =>
      `<tr><td><code>${status}</code></td><td>${description
        .split('\n\n')
        .map((line) => `<p>${inline(line)}</p>`)
        .join('')}</td></tr>`,
  );
  const table = `<table><thead><tr><th>Status</th><th>When</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  return `<details><summary>Refuses with ${refused.map(([status]) => status).join(', ')}</summary>${tableBox(
    table,
    'Refusals',
  )}${refusalFields(
    api,
    refused.map(([, answer]) => answer),
  )}</details>`;
}

/** The body of a refusal; where a contract has two, both. */
function refusalFields(
  api: ApiDocument,
  answers: readonly Operation['responses'][string][],
): string {
  const tables = new Map<string, readonly FieldRow[]>();
  for (const { content = {} } of answers) {
    const schema = content['application/json']?.schema;
    for (const rows of schema === undefined ? [] : alternativesOf(api, schema)) {
      const names = rows.map(({ name }) => name).join();
      if (names !== '' && !tables.has(names)) tables.set(names, rows);
    }
  }
  return [...tables.values()].map((rows) => fieldTable(rows, 'Fields of a refusal')).join('');
}

/** Headers that answers carry, each once. */
export function headerTable(api: ApiDocument): string {
  const found = new Map<string, FieldRow>();
  for (const { operation } of endpointsOf(api))
    for (const { headers = {} } of Object.values(operation.responses))
      for (const [name, { schema }] of Object.entries(headers))
        found.set(name, {
          ...{ name, isRequired: false, type: typeOf(api, schema) },
          meaning: schema.description ?? headerMeanings[name.toLowerCase()] ?? '',
        });
  if (found.size === 0) return '';
  return `<p class="label">Headers of answers</p>${fieldTable([...found.values()], 'Headers of answers')}`;
}

const headerMeanings: Readonly<Record<string, string>> = {
  'www-authenticate': 'With a 401: how to identify yourself.',
  'api-supported-versions': 'The version of the contract.',
};

function codeOf(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}
