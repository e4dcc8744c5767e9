/**
 * Which files of tests share a process. Loading and first compiling what a file tests takes two thirds of a second of a
 * processor, more than most files need for their tests, and neighbours load the same.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What one process runs: a file by itself, or a file that imports others, which run one after the other. */
export interface TestGroup {
  readonly path: string;
  readonly files: readonly string[];
}

/** Few enough that the last groups of a run end at about the same time. */
const MOST_TOGETHER = 6;

/**
 * Neighbours, in the order given; `isAlone` says which files want a process of their own. What imports the others is
 * written to `folder`.
 */
export function groupTests(
  files: readonly string[],
  folder: string,
  isAlone: (file: string) => boolean,
): TestGroup[] {
  const groups: string[][] = [];
  for (const file of files) {
    const last = groups.at(-1);
    const isTogether =
      last !== undefined &&
      last.length < MOST_TOGETHER &&
      dirname(last[0] ?? '') === dirname(file) &&
      ![last[0] ?? '', file].some((one) => isAlone(one) || hasOwnHooks(one));
    if (isTogether) last.push(file);
    else groups.push([file]);
  }
  mkdirSync(folder, { recursive: true });
  return groups.map((group) => ({ path: pathOf(group, folder), files: group }));
}

function pathOf(group: readonly string[], folder: string): string {
  const [first = '', ...others] = group;
  if (others.length === 0) return first;
  const name = relative('test', first).replaceAll(/[^\w.-]/g, '-');
  const path = join(folder, name);
  writeFileSync(
    path,
    group.map((file) => `import ${JSON.stringify(pathToFileURL(file).href)};\n`).join(''),
  );
  return path;
}

/** In a shared process a hook outside every suite would be everybody's. */
function hasOwnHooks(file: string): boolean {
  return /^(before|after)(Each)?\(/m.test(readFileSync(file, 'utf8'));
}
