/** Sends what a form says, and shows what came back. */
import { element } from './dom.ts';
import { signedHeaders } from './signature.ts';
import { filled, keepFrom, valueOf } from './values.ts';

/** As scripts/docs/try-data.ts writes it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly access: string;
  readonly variables: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly body?: string;
}

type Pairs = readonly (readonly [string, string])[];

/** Never throws: what went wrong is shown like an answer. */
export async function send(
  operation: Operation,
  base: string,
  query: Pairs,
  body: string,
  answer: HTMLElement,
): Promise<void> {
  answer.replaceChildren(element('p', {}, 'Sending'));
  try {
    const text = operation.body === undefined ? '' : filled(body, inJson);
    const response = await fetch(addressOf(operation, base, query), {
      method: operation.method,
      headers: await headersOf(operation, text),
      cache: 'no-store',
      ...(operation.body !== undefined && { body: text }),
    });
    await show(response, answer);
  } catch (error) {
    answer.replaceChildren(element('p', { class: 'bad' }, `Not sent: ${String(error)}`));
  }
}

/** Between the quotes of a JSON text. */
function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

function addressOf({ access, path }: Operation, base: string, query: Pairs): string {
  const parameters = new URLSearchParams(access === 'signed' ? { route: path } : {});
  for (const [name, value] of query) if (value !== '') parameters.set(name, filled(value));
  const behind = parameters.size === 0 ? '' : `?${String(parameters)}`;
  const place = access === 'signed' ? '/sitemap.xml' : filled(path, encodeURIComponent);
  return base + place + behind;
}

async function headersOf(operation: Operation, body: string): Promise<Record<string, string>> {
  const { access, method, path } = operation;
  const type: Record<string, string> =
    operation.body === undefined ? {} : { 'Content-Type': 'application/json' };
  if (access === 'bearer') return { ...type, Authorization: `Bearer ${valueOf('TOKEN')}` };
  if (access === 'key') return { ...type, 'x-api-key': valueOf('API_KEY') };
  if (access !== 'signed') return type;
  const secrets = { apiKey: valueOf('API_KEY'), apiSecret: valueOf('API_SECRET') };
  return { ...type, ...(await signedHeaders({ method, route: path, body, ...secrets })) };
}

async function show(response: Response, answer: HTMLElement): Promise<void> {
  const text = await response.text();
  const { words, kept } = readable(text);
  const line = `${String(response.status)} ${response.statusText}`.trim();
  const nodes = [
    element('p', { class: response.ok ? 'good' : 'bad' }, line),
    element('pre', { tabindex: '0' }, words === '' ? 'No body.' : words),
  ];
  if (kept.length > 0)
    nodes.push(element('p', {}, `Kept for the other forms: ${kept.join(', ')}.`));
  answer.replaceChildren(...nodes);
  if (kept.length > 0) answer.dispatchEvent(new Event('values', { bubbles: true }));
}

function readable(text: string): { words: string; kept: string[] } {
  try {
    const answer: unknown = JSON.parse(text);
    return { words: JSON.stringify(answer, null, 2), kept: keepFrom(answer) };
  } catch {
    return { words: text.slice(0, 20_000), kept: [] };
  }
}
