/** A document of the project as a page. */
import markdownIt, { type MarkdownIt, type Token } from 'markdown-it';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pagePath, siteLink } from './addresses.ts';
import { codeBlock } from './code.ts';
import { slugOf } from './html.ts';
import type { Heading, Page, Section } from './page.ts';
import { sampleTabs } from './sample-tabs.ts';

/** Throws when a link of the document leads nowhere. */
export function documentPage(root: string, document: string): Page {
  const source = readFileSync(join(root, document), 'utf8');
  const markdown = rendererOf(root, document);
  const tokens = markdown.parse(withoutComments(source), {});
  const { headings, texts, title } = outlineOf(tokens);
  const html = markdown.renderer.render(tokens, markdown.options, {});
  return { path: pagePath(document), title, html: withSamples(root, html), headings, texts };
}

/** A comment names the samples that stand here; every other comment is for us. */
function withoutComments(source: string): string {
  return source
    .replace(/^<!-- samples: ([\w/-]+) -->\n(?:\n[^\n]*docs\/samples[^\n]*\n)?/gm, 'SAMPLES:$1\n')
    .replace(/^<!--.*?-->\n/gm, '');
}

function withSamples(root: string, html: string): string {
  return html.replace(/<p>SAMPLES:([\w/-]+)<\/p>/g, (_, name: string) => sampleTabs(root, name));
}

function rendererOf(root: string, document: string): MarkdownIt {
  const markdown = markdownIt({ html: false, linkify: false });
  const { rules } = markdown.renderer;
  rules['fence'] = (tokens, place) => {
    const { content, info } = tokens[place] ?? { content: '', info: '' };
    return codeBlock(content, info.trim());
  };
  rules['code_block'] = (tokens, place) => codeBlock(tokens[place]?.content ?? '', '');
  rules['table_open'] = () =>
    '<div class="table" role="group" tabindex="0" aria-label="Table"><table>';
  rules['table_close'] = () => '</table></div>';
  markdown.core.ruler.push('site', ({ tokens }) => {
    for (const token of tokens.flatMap((one) => [one, ...(one.children ?? [])]))
      for (const name of ['href', 'src']) {
        const target = token.attrGet(name);
        if (typeof target === 'string') token.attrSet(name, siteLink(root, document, target));
      }
  });
  return markdown;
}

interface Outline {
  readonly title: string;
  readonly headings: Heading[];
  readonly texts: Section[];
}

/** Also gives every heading its id, so that links find it. */
function outlineOf(tokens: readonly Token[]): Outline {
  const headings: Heading[] = [];
  const texts: { id: string; title: string; text: string }[] = [];
  let title = '';
  tokens.forEach((token, place) => {
    if (token.type === 'heading_open') {
      const words = plain(tokens[place + 1]);
      const id = slugOf(words);
      token.attrSet('id', id);
      if (token.tag === 'h1') title = words;
      if (token.tag === 'h2' || token.tag === 'h3')
        headings.push({ id, title: words, level: token.tag === 'h2' ? 2 : 3 });
      texts.push({ id: token.tag === 'h1' ? '' : id, title: words, text: '' });
    } else if (token.type === 'inline' && tokens[place - 1]?.type !== 'heading_open') {
      const last = texts.at(-1);
      if (last !== undefined) last.text += ` ${plain(token)}`;
    }
  });
  return { title, headings, texts };
}

function plain(token: Token | undefined): string {
  const children = token?.children ?? [];
  return children
    .map(({ type, content }) => (type === 'softbreak' ? ' ' : content))
    .join('')
    .trim();
}
