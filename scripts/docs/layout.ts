/** A page with everything around it. Nothing in it is inline: what colours and moves it comes from our own files. */
import type { Client } from './client.ts';
import { escapeHtml } from './html.ts';
import { navigation } from './navigation.ts';
import { addressOf, type Page } from './page.ts';

export interface Around extends Client {
  /** Addresses of what the scripts load later, by its name. */
  readonly data: Readonly<Record<string, string>>;
}

export function laidOut(page: Page, { script, styles, icon, data }: Around): string {
  const links = Object.entries(data).map(([name, address]) => ` data-${name}="${address}"`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.title)} · Docs</title>
<link rel="icon" href="${icon}" type="image/svg+xml">
${styles.map((address) => `<link rel="stylesheet" href="${address}">`).join('\n')}
<script type="module" blocking="render" src="${script}"></script>
</head>
<body${links.join('')}>
<a class="skip" href="#content">Skip to the content</a>
${header}
<div class="frame">
<nav class="pages" id="pages" aria-label="Pages">${pagesOf(page.path)}</nav>
<main id="content" tabindex="-1">
<article>
${page.html}
</article>
${turnOf(page.path)}
</main>
${outlineOf(page)}
</div>
</body>
</html>
`;
}

const header = `<header class="top">
<button class="menu" type="button" aria-controls="pages" aria-expanded="false">Menu</button>
<a class="brand" href="${addressOf('')}"><span class="brand-name">Hundi</span> docs</a>
<div class="search" role="search">
<input id="search" type="search" role="combobox" aria-label="Search the documentation" aria-expanded="false"
 aria-controls="results" aria-autocomplete="list" autocomplete="off" placeholder="Search" spellcheck="false">
<kbd aria-hidden="true">/</kbd>
<ul id="results" role="listbox" aria-label="Results" hidden></ul>
</div>
<span class="environment" hidden></span>
<button class="theme" type="button">Theme</button>
</header>`;

function pagesOf(current: string): string {
  return navigation
    .map(({ title, links }) => {
      const list = links.map(([path, name]) => {
        const mark = path === current ? ' aria-current="page"' : '';
        return `<li><a href="${addressOf(path)}"${mark}>${escapeHtml(name)}</a></li>`;
      });
      return `<p class="group">${escapeHtml(title)}</p><ul>${list.join('')}</ul>`;
    })
    .join('');
}

function outlineOf({ headings }: Page): string {
  if (headings.length < 2) return '<div class="outline"></div>';
  const list = headings.map(
    ({ id, title, level }) =>
      `<li class="level-${level}"><a href="#${id}">${escapeHtml(title)}</a></li>`,
  );
  return `<nav class="outline" aria-label="On this page"><p class="group">On this page</p><ul>${list.join('')}</ul></nav>`;
}

/** To the page before and the one behind, in the order of the navigation. */
function turnOf(current: string): string {
  const all = navigation.flatMap(({ title, links }) =>
    links.map(([path, name]) => ({ path, name: contractName(title, name) })),
  );
  const place = all.findIndex(({ path }) => path === current);
  if (place < 0) return '';
  const link = (word: string, to: (typeof all)[number] | undefined) =>
    to === undefined
      ? '<span></span>'
      : `<a class="${word}" href="${addressOf(to.path)}">${escapeHtml(to.name)}</a>`;
  return `<nav class="turn" aria-label="Neighbours">${link('before', all[place - 1])}${link('behind', all[place + 1])}</nav>`;
}

function contractName(group: string, name: string): string {
  return ['Guide', 'Reference', 'Transfers'].includes(name) ? `${group}: ${name}` : name;
}
