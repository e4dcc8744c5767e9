/**
 * Runs the tests on one throw-away PostgreSQL: `node scripts/test.ts [files or folders...]`. With `--failed` it runs
 * what failed the last time, one file after the other.
 * TEST_DATABASE_URL names another server to use, as a superuser. HUNDI_TEST_CONCURRENCY sets how
 * many files run at once. HUNDI_TEST_SHARDED=1 runs them on tables spread over partitions by merchant.
 */
import { globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execFileSync } from 'node:child_process';
import { run } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { newRunFolder } from '../test/kit/run-folder.ts';
import { groupTests } from '../test/kit/test-groups.ts';
import { createTestReport } from '../test/kit/test-report.ts';
import { prepareTemplate, startTestServer, type TestServer } from '../test/kit/test-server.ts';

const FILE_LIMIT_MS = 600_000;
const failedList = 'node_modules/.cache/hundi/failed-tests';

/** Folders whose files take longest: they begin first, each file by itself, so that no long one is left in the end. */
const longest = ['torture', 'console', 'docs', 'docsite', 'checkout', 'start', 'cli'].map(
  (folder) => `test/${folder}/`,
);

const onlyFailed = process.argv[2] === '--failed';
const files = onlyFailed ? lastFailed() : findFiles(process.argv.slice(2));
// A run that ends early must not leave the list of another.
rmSync(failedList, { force: true });
if (files.length === 0) {
  console.error('No test files found.');
  process.exit(1);
}
// Tests in a browser look at the application as it is shipped.
execFileSync(process.execPath, ['scripts/build-web.ts', '--if-changed'], { stdio: 'inherit' });
const folder = newRunFolder();
// Also for every folder that a test makes for itself.
process.env['TMPDIR'] = folder.path;
const server = await findServer();
const aborted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => {
    aborted.abort();
  });
}

// Alone, too, is what failed together with others.
const groups = groupTests(
  files,
  `${folder.path}/groups`,
  (file) => onlyFailed || rank(file) < longest.length,
);
const report = createTestReport(groups, (line) => console.log(line));
try {
  const events = run({
    files: groups.map(({ path }) => path),
    concurrency: onlyFailed ? 1 : fileConcurrency(),
    timeout: FILE_LIMIT_MS,
    signal: aborted.signal,
    env: {
      ...process.env,
      HUNDI_TEST_ADMIN_URL: server.adminUrl,
      // A run starts hundreds of processes, and each would strip and compile the same files anew.
      NODE_COMPILE_CACHE: resolve('node_modules/.cache/hundi/compiled'),
      NODE_OPTIONS: `--import ${pathToFileURL('bin/own-modules.mjs').href} ${process.env.NODE_OPTIONS ?? ''}`,
    },
  });
  for await (const event of events as AsyncIterable<TestEvent>) report.take(event);
} finally {
  await server.stop();
  folder.remove();
}
const isGood = report.close() && !aborted.signal.aborted;
mkdirSync(dirname(failedList), { recursive: true });
writeFileSync(failedList, report.failedFiles().join('\n'));
process.exit(isGood ? 0 : 1);

function findFiles(given: string[]): string[] {
  const places = given.length > 0 ? given : ['test'];
  const found = places.flatMap((place) => {
    const isFolder = statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
    const matches = globSync(isFolder ? `${place}/**/*.test.ts` : place);
    // What was renamed must not fall out of a list of names without a word.
    if (matches.length === 0) throw new Error(`There are no tests at ${place}.`);
    return matches;
  });
  const unique = [...new Set(found.map((file) => resolve(file)))].sort();
  return unique.sort((one, other) => rank(one) - rank(other));
}

function rank(file: string): number {
  const place = longest.findIndex((folder) => relative('.', file).startsWith(folder));
  return place < 0 ? longest.length : place;
}

function lastFailed(): string[] {
  try {
    return readFileSync(failedList, 'utf8')
      .split('\n')
      .filter((file) => file !== '');
  } catch {
    return [];
  }
}

async function findServer(): Promise<TestServer> {
  const adminUrl = process.env.TEST_DATABASE_URL;
  if (!adminUrl) return startTestServer();
  await prepareTemplate(adminUrl);
  return { adminUrl, stop: () => Promise.resolve() };
}

function fileConcurrency(): number {
  const wanted = Number.parseInt(process.env.HUNDI_TEST_CONCURRENCY ?? '', 10);
  // More than there are cores, because many files mostly wait.
  return wanted > 0 ? wanted : Math.min(4, availableParallelism() + 2);
}
