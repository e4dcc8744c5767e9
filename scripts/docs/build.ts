/** Builds the whole site into a folder: pages, what they look like and can do, the search index. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { documentPaths, servedFile } from './addresses.ts';
import { buildClient, type Client } from './client.ts';
import { laidOut } from './layout.ts';
import { documentPage } from './markdown.ts';
import { siteBase, type Page } from './page.ts';
import { contracts, referencePage } from './reference.ts';
import { searchIndex } from './search-index.ts';
import { tryData } from './try-data.ts';

/** Takes the place of what was in the folder before, at one stroke. Resolves to the number of files. */
export async function buildDocs(root: string, folder: string): Promise<number> {
  const fresh = `${folder}.${String(process.pid)}`;
  const client = await buildClient(root, fresh);
  const files = siteFiles(root, client);
  for (const [name, bytes] of files) {
    const file = join(fresh, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  const old = `${fresh}.old`;
  await rename(folder, old).catch(() => undefined);
  await rename(fresh, folder);
  await rm(old, { recursive: true, force: true });
  return files.size;
}

/** Throws when a link leads nowhere, or an operation has no samples. */
function siteFiles(root: string, client: Client): Map<string, Buffer> {
  const pages = sitePages(root);
  const data = dataFiles(root, pages);
  const files = new Map([...data.values()].map(({ name, bytes }) => [name, bytes]));
  const addresses = Object.fromEntries(
    [...data].map(([key, { name }]) => [key, `${siteBase}/${name}`]),
  );
  for (const page of pages)
    files.set(
      `${page.path.slice(1) || 'index'}.html`,
      Buffer.from(laidOut(page, { ...client, data: addresses })),
    );
  for (const path of servedPaths(root))
    files.set((servedFile(path) ?? '').slice(1), readFileSync(join(root, path)));
  return files;
}

export function sitePages(root: string): Page[] {
  return [
    ...documentPaths(root).map((path) => documentPage(root, path)),
    ...contracts.map((contract) => referencePage(root, contract)),
  ];
}

function servedPaths(root: string): string[] {
  const within = ['docs/openapi', 'docs/img'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  return ['LICENSE', ...within];
}

/** What the scripts load when it is needed, by what they call it. */
function dataFiles(root: string, pages: readonly Page[]) {
  const data: readonly (readonly [key: string, value: unknown])[] = [
    ['search', searchIndex(pages)],
    ...contracts.map(({ name }) => [name, tryData(root, name)] as const),
  ];
  return new Map(
    data.map(([key, value]) => {
      const bytes = Buffer.from(JSON.stringify(value));
      const version = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
      return [key, { name: `assets/${key}-${version}.json`, bytes }];
    }),
  );
}
