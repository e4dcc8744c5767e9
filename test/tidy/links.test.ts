import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import {
  allDocuments,
  codesIn,
  projectRoot,
  proseOf,
  readDocument,
  type Document,
} from '../kit/documents.ts';

const documents = allDocuments();

test('there are documents to look at', () => {
  assert.ok(documents.length > 15, `only ${documents.length}`);
});

test('every relative link of the documents leads to a file, and every anchor to a heading', () => {
  const broken = documents.flatMap((document) =>
    linksOf(document)
      .filter((target) => !/^[a-z]+:/.test(target) && !leads(document, target))
      .map((target) => `${document.path}: ${target}`),
  );
  assert.deepEqual(broken, []);
});

test('every file that a document names is there', () => {
  const missing = documents
    .filter(({ path }) => path !== 'CHANGELOG.md')
    .flatMap((document) =>
      codesIn(proseOf(document))
        .filter((name) => /^[\w.-]+\/[\w./-]+\.(ts|sql|txt|md|svg|cjs)$/.test(name))
        .filter((name) => !/NNNN|^\.hundi/.test(name) && !exists(name))
        .map((name) => `${document.path}: ${name}`),
    );
  assert.deepEqual(missing, []);
});

/** Rooms are named from src, connectors from their room. */
function exists(name: string): boolean {
  return ['', 'src', 'src/providers'].some((folder) => existsSync(join(projectRoot, folder, name)));
}

function linksOf(document: Document): string[] {
  return [...proseOf(document).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
}

function leads(document: Document, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? document.path : normalize(join(dirname(document.path), file));
  if (path.startsWith('..') || !existsSync(join(projectRoot, path))) return false;
  return anchor === undefined || anchorsOf(readDocument(path)).has(anchor);
}

/** As the usual hosts make them: lower case, spaces to hyphens, everything else that is not a word left out. */
function anchorsOf(document: Document): Set<string> {
  const headings = proseOf(document).matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}
