/**
 * Writes docs/samples: every request of scripts/samples in four languages. With --check it writes nothing and fails
 * when a file is not what the requests say, or belongs to none.
 */
import { globSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writtenSamples } from './samples/write.ts';

const root = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');
const written = await writtenSamples();
for (const [path, text] of written) {
  const file = join(root, path);
  if ((await readFile(file, 'utf8').catch(() => '')) === text) continue;
  if (isCheck) complain(`${path} is not what its request says.`);
  else {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
for (const path of globSync('docs/samples/{xoompe,xpayout,xprizo}/*.{sh,mjs,py,php}', { cwd: root })) {
  if (written.has(path.replaceAll('\\', '/'))) continue;
  if (isCheck) complain(`${path} belongs to no request.`);
  else await rm(join(root, path));
}

function complain(sentence: string): void {
  console.error(`${sentence} Run "npm run samples".`);
  process.exitCode = 1;
}
