/** The files a page needs, from our own origin, under addresses that change with their bytes. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { html } from './html.ts';
import { paletteOf } from './colour.ts';

export interface Brand {
  readonly name: string;
  /** An SVG or PNG file; undefined: a mark with the first letter of the name. */
  readonly logoPath: string | undefined;
  /** `#rrggbb`. */
  readonly colour: string;
}

export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
}

export interface Assets {
  readonly styleUrl: string;
  readonly scriptUrl: string;
  readonly logoUrl: string;
  /** False: the mark that is made here. */
  readonly hasOwnLogo: boolean;
  /** By what follows `/pay/assets/`. */
  find(path: string): Asset | undefined;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};
const folder = join(import.meta.dirname, 'assets');

/** Reads everything once. Throws when the logo cannot be read. */
export function loadAssets(brand: Brand, base: string): Assets {
  const known = new Map<string, Asset>();
  const add = (name: string, bytes: Buffer): string => {
    const version = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const type = types[extname(name)] ?? 'application/octet-stream';
    known.set(`${version}/${name}`, { type, bytes });
    return `${base}/${version}/${name}`;
  };
  const { onLight, onDark } = paletteOf(brand.colour);
  const style = `${readFileSync(join(folder, 'page.css'), 'utf8')}
:root{--accent:${onLight}}
@media (prefers-color-scheme:dark){:root{--accent:${onDark}}}
`;
  return {
    styleUrl: add('page.css', Buffer.from(style)),
    scriptUrl: add('page.js', readFileSync(join(folder, 'page.js'))),
    logoUrl:
      brand.logoPath === undefined
        ? add('logo.svg', markOf(brand.name, onLight))
        : add(`logo${extname(brand.logoPath).toLowerCase()}`, readFileSync(brand.logoPath)),
    hasOwnLogo: brand.logoPath !== undefined,
    find: (path) => known.get(path),
  };
}

/** The first letter of the brand in a rounded square of its colour. */
function markOf(name: string, colour: string): Buffer {
  const [first] = new Intl.Segmenter('en').segment(name.trim());
  const letter = first?.segment.toUpperCase() ?? '';
  const { text } = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
    <rect width="64" height="64" rx="16" fill="${colour}" />
    <text
      x="32"
      y="45"
      text-anchor="middle"
      font-family="system-ui,sans-serif"
      font-size="36"
      font-weight="700"
      fill="#fff"
    >
      ${letter}
    </text>
  </svg>`;
  return Buffer.from(text);
}
