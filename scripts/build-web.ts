/**
 * `npm run web`: builds the web application into web/dist. `--if-changed` leaves a build alone that was made from the
 * same sources and packages, which is how `npm start` calls it; `--watch` builds again with every change.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const stampFile = path.join(root, 'web/dist/sources.sha256');
const sources = ['web/src', 'web/index.html', 'web/vite.config.ts', 'package-lock.json'];

const stamp = stampOf(sources);
const isBuilt = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
if (!process.argv.includes('--if-changed') || !isBuilt) await build();

async function build(): Promise<void> {
  const { build: run } = await import('vite');
  const watch = process.argv.includes('--watch');
  await run({
    configFile: path.join(root, 'web/vite.config.ts'),
    logLevel: process.argv.includes('--if-changed') ? 'warn' : 'info',
    build: { watch: watch ? {} : null },
  });
  if (!watch) writeFileSync(stampFile, stamp);
}

/** Of names and contents, in a fixed order. */
function stampOf(places: readonly string[]): string {
  const hash = createHash('sha256');
  for (const place of places)
    for (const file of filesIn(path.join(root, place)).sort())
      hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function filesIn(place: string): string[] {
  if (!existsSync(place)) return [];
  if (path.extname(place) !== '') return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
