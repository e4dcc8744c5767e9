/** The reference of a contract: every endpoint of its OpenAPI document, with samples and what they answer. */
import { sampleContracts } from '../samples/write.ts';
import { escapeHtml, inline, slugOf } from './html.ts';
import {
  endpointsOf,
  readApi,
  type ApiDocument,
  type Endpoint,
  type Operation,
} from './openapi.ts';
import { addressOf, type Heading, type Page, type Section } from './page.ts';
import { errorsOf, goodAnswers, headerTable } from './reference-answers.ts';
import { sampleAnswer, sampleTabs } from './sample-tabs.ts';
import { alternativesOf, fieldTable, typeOf, type FieldRow } from './schema-rows.ts';

interface Contract {
  readonly name: string;
  readonly title: string;
  /** In front of the paths of its document. */
  readonly prefix: string;
}

export const contracts: readonly Contract[] = [
  { name: 'xoompe', title: 'XoomPe', prefix: '/XoomPeAPI' },
  { name: 'xpayout', title: 'XPayout', prefix: '' },
  { name: 'xprizo', title: 'Xprizo', prefix: '/api' },
];

/** Throws when an operation has no samples. */
export function referencePage(root: string, contract: Contract): Page {
  const api = readApi(root, contract.name);
  const title = `${contract.title} reference`;
  const headings: Heading[] = [];
  const texts: Section[] = [{ id: '', title, text: api.info.description }];
  const parts = [introOf(api, contract, title)];
  for (const [group, endpoints] of groupsOf(endpointsOf(api))) {
    headings.push({ id: slugOf(group), title: group, level: 2 });
    parts.push(`<h2 id="${slugOf(group)}">${escapeHtml(group)}</h2>`);
    for (const endpoint of endpoints) {
      const { operationId, summary } = endpoint.operation;
      headings.push({ id: operationId, title: shortTitle(endpoint), level: 3 });
      texts.push({
        id: operationId,
        title: `${shortTitle(endpoint)}: ${summary}`,
        text: wordsOf(api, endpoint),
      });
      parts.push(endpointSection(root, contract, api, endpoint));
    }
  }
  for (const [event, { post }] of Object.entries(api.webhooks ?? {})) {
    const id = slugOf(`webhook ${event}`);
    headings.push({ id, title: `Webhook ${event}`, level: 2 });
    texts.push({ id, title: `Webhook ${event}`, text: post.summary });
    parts.push(`<section class="endpoint"><h2 id="${id}">Webhook ${escapeHtml(event)}</h2>
<p>${inline(post.summary)}. <a href="${addressOf('/merchant/webhooks')}">How to receive it</a>.</p>
${bodyOf(api, post, 'The body')}</section>`);
  }
  const html = parts.join('\n');
  return { path: `/api/${contract.name}`, title, html, headings, texts };
}

function introOf(api: ApiDocument, { name }: Contract, title: string): string {
  const base = sampleContracts.find((one) => one.name === name)?.base ?? '';
  return `<h1>${escapeHtml(title)}</h1>
<p>${inline(api.info.description)}</p>
<p>In a sandbox of your own: <code>BASE=<span data-base="${name}">${base}</span></code>. The samples take this and everything else that is
yours from variables of the environment. What the fields mean for your money, and what the published document leaves
open, is in <a href="${addressOf(`/merchant/${name}`)}">the guide</a>. For tools:
<a href="${addressOf(`/openapi/${name}.json`)}">the same as OpenAPI 3.1</a>.</p>
${headerTable(api)}
<div class="try-intro" data-contract="${name}"></div>`;
}

/** Endpoints by the first word of their path, in the order of the document. */
function groupsOf(endpoints: readonly Endpoint[]): Map<string, Endpoint[]> {
  const groups = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) {
    const [, first = '', second] = endpoint.path.split(/[/?]/);
    const group = first === 'sitemap.xml' ? 'Orders' : second === undefined ? 'Tokens' : first;
    groups.set(group, [...(groups.get(group) ?? []), endpoint]);
  }
  return groups;
}

/** The last word of the path that is no parameter, or the name of the route. */
function shortTitle({ path }: Endpoint): string {
  const route = /[?&]route=(\w+)/.exec(path)?.[1];
  const words = path.split('/').filter((word) => word !== '' && !word.startsWith('{'));
  return route ?? words.at(-1) ?? path;
}

function wordsOf(api: ApiDocument, { path, operation }: Endpoint): string {
  const names = bodyAlternatives(api, operation).flatMap((rows) => rows.map(({ name }) => name));
  const parameters = (operation.parameters ?? []).map(({ name }) => name);
  return [path, operation.operationId, ...parameters, ...names].join(' ');
}

function endpointSection(
  root: string,
  { name, prefix }: Contract,
  api: ApiDocument,
  endpoint: Endpoint,
): string {
  const { method, path, operation } = endpoint;
  const { operationId: id } = operation;
  return `<section class="endpoint" data-operation="${id}">
<h3 id="${id}">${escapeHtml(shortTitle(endpoint))}</h3>
<p class="call"><span class="method ${method.toLowerCase()}">${method}</span>
<code><span data-prefix="${name}">${breakable(prefix)}</span>${breakable(path)}</code></p>
<p>${inline(operation.summary)}.</p>
<div class="sides"><div class="side">
${parametersOf(api, operation)}
${bodyOf(api, operation, 'Fields of the body')}
${goodAnswers(api, operation)}
${errorsOf(api, operation)}
</div><div class="side">
${sampleTabs(root, `${name}/${id}`)}
${sampleAnswer(root, `${name}/${id}`)}
<div class="try" data-operation="${id}"></div>
</div></div></section>`;
}

function breakable(path: string): string {
  return escapeHtml(path).replace(/([/?&])/g, '$1<wbr>');
}

function parametersOf(api: ApiDocument, { parameters = [] }: Operation): string {
  if (parameters.length === 0) return '';
  const rows: FieldRow[] = parameters.map(
    ({ name, required, description = '', schema, ...where }) => ({
      name,
      isRequired: required === true,
      type: `${where.in}: ${typeOf(api, schema)}`,
      meaning: description,
    }),
  );
  return `<p class="label">Parameters</p>${fieldTable(rows, 'Parameters')}`;
}

function bodyAlternatives(api: ApiDocument, { requestBody }: Pick<Operation, 'requestBody'>) {
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
  return schema === undefined ? [] : alternativesOf(api, schema);
}

function bodyOf(
  api: ApiDocument,
  operation: Pick<Operation, 'requestBody'>,
  label: string,
): string {
  return bodyAlternatives(api, operation)
    .map((rows, place) => {
      const title = place === 0 ? label : 'Or';
      return `<p class="label">${title}</p>${fieldTable(rows, title)}`;
    })
    .join('');
}
