import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tables } from '../../src/db/tables.ts';
import { codesIn, projectRoot, readDocument, sectionOf, tableIn } from '../kit/documents.ts';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly license?: string }>>;
}

const parts = {
  dependencies: 'At run time',
  optionalDependencies: 'Brought by npm for the platform',
  devDependencies: 'For development',
} as const;

test('docs/decisions/dependencies.md lists exactly what package.json asks for, with version and licence', () => {
  const document = readDocument('docs/decisions/dependencies.md');
  const manifest = JSON.parse(readText('package.json')) as Manifest;
  const { packages } = JSON.parse(readText('package-lock.json')) as Lock;
  for (const [part, heading] of Object.entries(parts)) {
    const asked = Object.entries(manifest[part as keyof Manifest]).map(([name, version]) => [
      name,
      version,
      packages[`node_modules/${name}`]?.license,
    ]);
    const documented = tableIn(sectionOf(document, heading)).map((row) => [
      codesIn(row['Package'] ?? '')[0],
      row['Version'],
      row['Licence'],
    ]);
    assert.deepEqual(documented, asked, part);
  }
});

test('every dependency is pinned to one version', () => {
  const manifest = JSON.parse(readText('package.json')) as Manifest;
  const versions = Object.keys(parts).flatMap((part) =>
    Object.entries(manifest[part as keyof Manifest]),
  );
  const loose = versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
  assert.deepEqual(loose, []);
});

test('ARCHITECTURE.md shows every table under the kind it has', () => {
  const rows = tableIn(sectionOf(readDocument('ARCHITECTURE.md'), 'Tables'));
  const documented = Object.fromEntries(
    rows.flatMap((row) => codesIn(row['Tables'] ?? '').map((name) => [name, row['Kind']])),
  );
  assert.deepEqual(documented, { ...tables });
});

test('ARCHITECTURE.md names the rooms that the linter keeps in line', () => {
  const cruiser = readText('.dependency-cruiser.cjs');
  const listOf = (name: string) =>
    [
      ...(new RegExp(`const ${name} = \\[([^\\]]*)\\]`).exec(cruiser)?.[1] ?? '').matchAll(
        /'([^']+)'/g,
      ),
    ].map((match) => match[1] ?? '');
  const rows = tableIn(sectionOf(readDocument('ARCHITECTURE.md'), 'The rooms'));
  const documented = rows.map((row) => codesIn(row['Room'] ?? '')[0]);
  assert.deepEqual(documented, [...listOf('rooms'), ...listOf('doors'), 'src/*.ts']);
});

function readText(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8');
}
