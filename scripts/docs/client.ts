/** The script and the styles of the pages, made of web/src/docs and what it shares with the console. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { siteBase } from './page.ts';

/** Addresses of the files. */
export interface Client {
  readonly script: string;
  readonly styles: readonly string[];
  readonly icon: string;
}

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly assets?: readonly string[];
}

const entry = 'src/docs/main.ts';

/** Writes them below `folder`, under names that change with their bytes. */
export async function buildClient(root: string, folder: string): Promise<Client> {
  const { build } = await import('vite');
  await build({
    configFile: false,
    root: join(root, 'web'),
    base: `${siteBase}/`,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir: folder,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      target: 'es2022',
      manifest: true,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: join(root, 'web', entry) },
    },
  });
  const manifestFile = join(folder, '.vite/manifest.json');
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Record<string, Chunk>;
  await rm(join(folder, '.vite'), { recursive: true });
  const chunk = manifest[entry];
  const icon = manifest['src/app/mark.svg']?.file;
  if (chunk === undefined || icon === undefined) throw new Error('The pages have no script.');
  const address = (file: string) => `${siteBase}/${file}`;
  return {
    script: address(chunk.file),
    styles: (chunk.css ?? []).map(address),
    icon: address(icon),
  };
}
