/** Puts the documentation site together from what the gateway has. */
import path from 'node:path';
import type { Config } from './config.ts';
import { docsDoor } from './docsite/door.ts';
import { openDocFiles } from './docsite/files.ts';
import type { Door } from './http/door.ts';

const builtFolder = path.join(import.meta.dirname, '../web/dist/docs');

export function openDocumentation(
  config: Pick<Config, 'brand' | 'environment' | 'publicUrl' | 'xoompe'>,
): Door {
  return docsDoor({
    files: openDocFiles(builtFolder),
    brand: config.brand,
    environment: config.environment,
    bases: { xoompe: config.xoompe.basePath, xpayout: '', xprizo: '/api' },
    isSecure: config.publicUrl.startsWith('https:'),
  });
}
