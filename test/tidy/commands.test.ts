import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { allDocuments, blocksOf, codesIn, projectRoot, proseOf } from '../kit/documents.ts';

const run = promisify(execFile);

/** Everything in the documents that is set as code, one command or word each, on one line. */
const written = allDocuments().flatMap((document) => [
  ...codesIn(proseOf(document)).map((text) => text.replace(/\s+/g, ' ')),
  ...blocksOf(document)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.replace(/\\\n\s*/g, ' ').split('\n')),
]);

test('every npm script that a document names is in package.json', () => {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = written.flatMap((text) =>
    [...text.matchAll(/npm (?:run (?:--silent )?([\w:]+)|(start|test)\b)/g)].map(
      (match) => match[1] ?? match[2] ?? '',
    ),
  );
  assert.ok(named.includes('start') && named.includes('check'), 'the pattern finds scripts');
  assert.deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  );
});

test('every hundi command that a document names exists, with the options it is given', async () => {
  const commands = new Set(
    written.flatMap((text) =>
      [...text.matchAll(/(?:^|[ (])(?:npx )?hundi ([a-z]+\b[^$|)]*)/g)].map((match) =>
        (match[1] ?? '').trim(),
      ),
    ),
  );
  assert.ok(commands.size > 15, `the pattern finds commands: ${[...commands].join('; ')}`);
  const faults = await Promise.all([...commands].map(faultOf));
  assert.deepEqual(
    faults.filter((fault) => fault !== undefined),
    [],
  );
});

/** Follows the words as far as the program knows them; undefined when they end at a command with those options. */
async function faultOf(written: string): Promise<string | undefined> {
  const [name = '', ...words] = written.split(' ');
  let command = await groupOf(name);
  for (const word of words) {
    const next = command?.commands.find((entry) => entry.name() === word);
    if (next === undefined) break;
    command = next;
  }
  if (command === undefined) return `hundi ${written}: no such command`;
  if (command.commands.length > 0)
    return words.length === 0 ? undefined : `hundi ${written}: no such command`;
  const known = new Set(command.options.map((option) => option.long));
  const unknown = words.filter((word) => word.startsWith('--') && !known.has(word));
  return unknown.length === 0 ? undefined : `hundi ${written}: no option ${unknown.join(', ')}`;
}

const groups = new Map<string, Command>();

/** A command of the first level, with everything below it; undefined when the program does not know it. */
async function groupOf(name: string): Promise<Command | undefined> {
  if (!(await groupNames).has(name)) return undefined;
  const known = groups.get(name);
  if (known !== undefined) return known;
  const group = new Command(name);
  const module = (await import(`../../src/cli/${name}.ts`)) as Record<string, unknown>;
  const add = Object.entries(module).find(([entry]) =>
    /^(add\w+Commands|make\w+)$/.test(entry),
  )?.[1];
  assert.ok(typeof add === 'function', `src/cli/${name}.ts adds its commands`);
  await (add as (group: Command) => unknown)(group);
  groups.set(name, group);
  return group;
}

const groupNames = run(process.execPath, ['src/cli/main.ts', '--help'], { cwd: projectRoot }).then(
  ({ stdout }) => {
    const list = /^Commands:\n([\s\S]*?)\n\n/m.exec(stdout)?.[1] ?? '';
    return new Set([...list.matchAll(/^ {2}([a-z]+)/gm)].map((match) => match[1] ?? ''));
  },
);
