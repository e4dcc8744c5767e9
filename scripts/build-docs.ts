/** `npm run docs`: builds the documentation site into web/dist/docs, where the gateway serves it from. */
import { join } from 'node:path';
import { buildDocs } from './docs/build.ts';

const root = join(import.meta.dirname, '..');
const files = await buildDocs(root, join(root, 'web/dist/docs'));
console.log(`The documentation has ${String(files)} files.`);
