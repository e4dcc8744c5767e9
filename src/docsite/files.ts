/** The built documentation, as `npm run web` leaves it in web/dist/docs. Only what stands there is ever opened. */
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

export interface DocFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** The same, compressed; undefined where that saves nothing. */
  readonly brotli: Buffer | undefined;
}

export interface DocFiles {
  /** False while nothing has been built. */
  isBuilt(): boolean;
  /** By what follows `/docs`, in any case: a page (`/merchant/xoompe`, empty for the first) or a file. */
  find(path: string): DocFile | undefined;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Lists the folder at the first request, and again while it is empty: a start does not wait for the build. */
export function openDocFiles(folder: string): DocFiles {
  const opened = new Map<string, DocFile>();
  let names = new Map<string, string>();
  const known = () => {
    if (names.size === 0) names = namesIn(folder);
    return names;
  };
  return {
    isBuilt: () => known().size > 0,
    find: (path) => {
      const wanted = path.toLowerCase().replace(/^\/|\/$/g, '');
      const name = known().get(wanted) ?? known().get(`${wanted === '' ? 'index' : wanted}.html`);
      if (name === undefined) return undefined;
      const found = opened.get(name) ?? open(join(folder, name));
      opened.set(name, found);
      return found;
    },
  };
}

/** By their names in small letters. */
function namesIn(folder: string): Map<string, string> {
  try {
    const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const names = entries.map((name) => name.replaceAll('\\', '/'));
    return new Map(
      names.filter((name) => types[extname(name)]).map((name) => [name.toLowerCase(), name]),
    );
  } catch {
    return new Map();
  }
}

function open(file: string): DocFile {
  const bytes = readFileSync(file);
  const ending = extname(file);
  const brotli =
    ending === '.woff2'
      ? undefined
      : brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
  return { type: types[ending] ?? 'application/octet-stream', bytes, brotli };
}
