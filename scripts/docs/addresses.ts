/** Where each file of the project stands on the site, and where its links lead. */
import { existsSync, globSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { siteBase } from './page.ts';

/** Every document; what tools and tests left behind is none. */
export function documentPaths(root: string): string[] {
  const outside = new Set(['node_modules', 'dist', 'coverage', 'results']);
  return globSync('**/*.md', {
    cwd: root,
    exclude: (name) => outside.has(name) || name.startsWith('.'),
  })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

/** `docs/merchant/xoompe.md` is `/merchant/xoompe`, `sandbox-bank/README.md` is `/sandbox-bank`. */
export function pagePath(document: string): string {
  if (document === 'docs/README.md') return '';
  if (document === 'README.md') return '/about';
  const path = document
    .replace(/^docs\//, '')
    .replace(/\.md$/, '')
    .replace(/\/README$/, '');
  return `/${path.toLowerCase()}`;
}

/** Files that are served as they are, and where. */
export function servedFile(path: string): string | undefined {
  if (path === 'LICENSE') return '/license.txt';
  const isServed = /^docs\/(openapi|img)\/[\w.-]+$/.test(path);
  return isServed ? path.replace(/^docs/, '') : undefined;
}

/** Throws when the link of a document leads to nothing that the site has. */
export function siteLink(root: string, document: string, target: string): string {
  if (/^(https?|mailto):/.test(target) || target.startsWith('#')) return target;
  const [file = '', anchor] = target.split('#');
  const path = normalize(join(dirname(document), file)).replaceAll('\\', '/');
  const behind = anchor === undefined ? '' : `#${anchor}`;
  if (!existsSync(join(root, path))) throw new Error(`${document}: ${target} leads nowhere.`);
  if (path.endsWith('.md')) return siteBase + pagePath(path) + behind;
  const served = servedFile(path);
  if (served === undefined) throw new Error(`${document}: ${target} is not served by the site.`);
  return siteBase + served;
}
