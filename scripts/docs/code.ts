/** Code with its colours as classes, so that a page needs no style of its own. */
import { createRequire } from 'node:module';
import { escapeHtml } from './html.ts';

/** What we use of highlight.js. Its own types would bring those of browsers into all of our programs. */
interface Highlighter {
  registerLanguage(name: string, grammar: unknown): void;
  highlight(code: string, options: { language: string }): { readonly value: string };
}

const load = createRequire(import.meta.url);
const highlighter = load('highlight.js/lib/core') as Highlighter;
for (const name of ['bash', 'javascript', 'json', 'php', 'python'])
  highlighter.registerLanguage(name, load(`highlight.js/lib/languages/${name}`));

/** By the word behind a fence, or the end of a file's name. */
const languages: Readonly<Record<string, string>> = {
  sh: 'bash',
  js: 'javascript',
  mjs: 'javascript',
  ts: 'javascript',
  json: 'json',
  php: 'php',
  py: 'python',
  python: 'python',
};

/** A block with the code as it is; one without a known language keeps its own looks. */
export function codeBlock(code: string, language: string): string {
  const known = languages[language];
  const text = code.replace(/\n$/, '');
  const coloured =
    known === undefined ? escapeHtml(text) : highlighter.highlight(text, { language: known }).value;
  return `<div class="code"><pre tabindex="0"><code>${coloured}</code></pre></div>`;
}
