/**
 * Writes the OpenAPI documents of the contracts into docs/openapi, from what the doors declare. With --check it writes
 * nothing and fails when a document is not what the doors say.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import prettier from 'prettier';
import { xoompeDescription } from '../src/dialects/xoompe/description.ts';
import { xpayoutDescription } from '../src/dialects/xpayout/description.ts';
import { xprizoDescription } from '../src/dialects/xprizo/description.ts';
import { openapiDocument, type ApiDescription } from '../src/http/openapi.ts';

/** By the name of the file. */
const contracts: Readonly<Record<string, ApiDescription>> = {
  xoompe: xoompeDescription,
  xpayout: xpayoutDescription,
  xprizo: xprizoDescription,
};

const root = new URL('../', import.meta.url);
const isCheck = process.argv.includes('--check');
const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as {
  version: string;
};
await mkdir(new URL('docs/openapi/', root), { recursive: true });
for (const [name, description] of Object.entries(contracts)) {
  const path = `docs/openapi/${name}.json`;
  const file = new URL(path, root);
  const text = await textOf(openapiDocument(description, version), file.pathname);
  if (!isCheck) await writeFile(file, text);
  else if (text !== (await readFile(file, 'utf8').catch(() => ''))) {
    console.error(`${path} is not what the door declares. Run "npm run openapi".`);
    process.exitCode = 1;
  }
}

/** As the formatter would leave it, so that neither check undoes the other. */
async function textOf(document: object, path: string): Promise<string> {
  const options = await prettier.resolveConfig(path);
  return prettier.format(JSON.stringify(document), { ...options, parser: 'json' });
}
