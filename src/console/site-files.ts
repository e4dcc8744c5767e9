/** The built web application, as `npm run web` leaves it: one page for every address, and files that never change. */
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { escapedMarkup } from '../kit/markup.ts';

export interface SiteFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** The same, compressed; undefined where that saves nothing. */
  readonly brotli: Buffer | undefined;
}

export interface SiteFiles {
  /** The page with this nonce in the place of its mark; undefined while the application is not built. */
  page(nonce: string, title: string): string | undefined;
  /** By what follows `/assets/`. */
  find(name: string): SiteFile | undefined;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};
const compressed = new Set(['.css', '.js', '.svg']);

/** Reads everything once, on the first request, so that a start does not wait for it. `folder` may be missing. */
export function openSiteFiles(folder: string): SiteFiles {
  const known = new Map<string, SiteFile>();
  let html: string | undefined;
  const page = () => (html ??= readPage(folder));
  return {
    page: (nonce, title) =>
      page()?.replaceAll('__NONCE__', nonce).replaceAll('__TITLE__', escapedMarkup(title)),
    find: (name) => {
      const found = known.get(name);
      if (found !== undefined || !listAssets(folder).includes(name)) return found;
      const file = readAsset(join(folder, 'assets', name));
      known.set(name, file);
      return file;
    },
  };
}

function readPage(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, 'index.html'), 'utf8');
  } catch {
    return undefined;
  }
}

/** Only names that stand in the folder are ever opened. */
function listAssets(folder: string): string[] {
  try {
    return readdirSync(join(folder, 'assets'));
  } catch {
    return [];
  }
}

function readAsset(file: string): SiteFile {
  const bytes = readFileSync(file);
  const ending = extname(file);
  const brotli = compressed.has(ending)
    ? brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
    : undefined;
  return { type: types[ending] ?? 'application/octet-stream', bytes, brotli };
}
