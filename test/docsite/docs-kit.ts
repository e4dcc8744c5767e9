/** The built documentation behind a server of its own, and what its pages are made of. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { docsDoor } from '../../src/docsite/door.ts';
import { openDocFiles } from '../../src/docsite/files.ts';
import { openServer } from '../../src/http/server.ts';
import { projectRoot } from '../kit/documents.ts';

/** Built by the run of the tests before the first of them. */
export const builtFolder = join(projectRoot, 'web/dist/docs');

interface Given {
  readonly environment?: 'sandbox' | 'live';
  readonly folder?: string;
  /** Where XoomPe is served. */
  readonly xoompe?: string;
}

export interface DocsServer {
  readonly origin: string;
  close(): Promise<void>;
}

export async function openDocs(given: Given = {}): Promise<DocsServer> {
  const { environment = 'sandbox', folder = builtFolder, xoompe = '/XoomPeAPI' } = given;
  const door = docsDoor({
    ...{ environment, brand: 'Hundi', isSecure: false },
    files: openDocFiles(folder),
    bases: { xoompe, xpayout: '', xprizo: '/api' },
  });
  const server = openServer({
    doors: [door],
    checkReadiness: () => Promise.resolve([]),
    log: pino({ level: 'silent' }),
  });
  const port = await server.listen('127.0.0.1', 0);
  return { origin: `http://127.0.0.1:${String(port)}`, close: () => server.close() };
}

/** `/docs`, `/docs/merchant/xoompe` and so on, as they are asked for. */
export function pageAddresses(): string[] {
  return readdirSync(builtFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name) => `/docs/${name.replaceAll('\\', '/').replace(/\.html$/, '')}`)
    .map((address) => address.replace(/\/index$/, ''))
    .sort();
}
