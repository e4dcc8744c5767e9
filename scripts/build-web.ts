/**
 * `npm run web`: builds the web application into web/dist, and the documentation into web/dist/docs. `--if-changed` leaves a build alone that was made from the
 * same sources and packages, which is how `npm start` calls it; `--watch` builds both again with every change of theirs.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const configFile = path.join(root, 'web/vite.config.ts');
const stampFile = path.join(root, 'web/dist/sources.sha256');
const sources = ['web/src', 'web/index.html', 'web/vite.config.ts', 'package-lock.json'];

const stamp = stampOf(sources);
const isBuilt = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
const isForced = !process.argv.includes('--if-changed');
const isWatching = process.argv.includes('--watch');
if (isWatching) await watchAll();
else {
  if (isForced || !isBuilt) await build();
  await buildDocumentation();
}

async function build(): Promise<void> {
  const { build: run } = await import('vite');
  await run({ configFile, logLevel: isForced ? 'info' : 'warn' });
  writeFileSync(stampFile, stamp);
}

/** The documentation follows every build of the application, which empties the folder, and every change of its own. */
async function watchAll(): Promise<void> {
  const { build: run } = await import('vite');
  const watcher = await run({ configFile, logLevel: 'info', build: { watch: {} } });
  let last = Promise.resolve();
  const again = () => {
    last = last.then(buildDocumentation).catch((error: unknown) => {
      console.error(error);
    });
  };
  if ('on' in watcher)
    watcher.on('event', ({ code }) => {
      if (code === 'BUNDLE_END') again();
    });
  let pause: NodeJS.Timeout | undefined;
  watch(path.join(root, 'docs'), { recursive: true }, () => {
    clearTimeout(pause);
    pause = setTimeout(again, 200);
  });
}

/** A build of the application empties the folder, stamp and all, so that this one follows. */
async function buildDocumentation(): Promise<void> {
  const { documentPaths } = await import('./docs/addresses.ts');
  const file = path.join(root, 'web/dist/docs.sha256');
  const of = ['docs/openapi', 'docs/samples', 'docs/img', 'scripts/docs', 'scripts/samples'];
  const fresh = stampOf([...documentPaths(root), ...of, 'web/src', 'package-lock.json']);
  if (!isForced && existsSync(file) && readFileSync(file, 'utf8') === fresh) return;
  const { buildDocs } = await import('./docs/build.ts');
  await buildDocs(root, path.join(root, 'web/dist/docs'));
  writeFileSync(file, fresh);
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
