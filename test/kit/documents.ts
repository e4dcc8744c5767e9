/** Reads the documents of the project the way a reader sees them: tables under headings, fenced blocks, links. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const projectRoot = join(import.meta.dirname, '../..');

export interface Document {
  /** From the root of the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Block {
  readonly document: string;
  readonly language: string;
  /** From a comment `<!-- test: name -->` right before the block. */
  readonly testName: string | undefined;
  readonly text: string;
}

export type Row = Readonly<Record<string, string>>;

export function readDocument(path: string): Document {
  return { path, text: readFileSync(join(projectRoot, path), 'utf8') };
}

export function allDocuments(): Document[] {
  const paths = globSync('**/*.md', {
    cwd: projectRoot,
    exclude: (name) => name === 'node_modules' || name.startsWith('.'),
  });
  return paths
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map(readDocument);
}

/** The lines below a heading, up to the next one of the same or a higher level. Throws when there is none. */
export function sectionOf({ path, text }: Document, heading: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.replace(/^#+ /, '') === heading && /^#/.test(line));
  if (start < 0) throw new Error(`${path} has no heading "${heading}".`);
  const level = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 1;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => (/^(#+) /.exec(line)?.[1]?.length ?? 9) <= level);
  return (end < 0 ? rest : rest.slice(0, end)).join('\n');
}

/** The first table of a text, as one record per row. */
export function tableIn(text: string): Row[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|'));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  const [head, , ...body] = lines.slice(start, end < 0 ? undefined : end).map(cellsOf);
  if (start < 0 || head === undefined) return [];
  return body.map((cells) =>
    Object.fromEntries(head.map((name, column) => [name, cells[column] ?? ''])),
  );
}

/** All words set in code within a cell. */
export function codesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}

export function blocksOf({ path, text }: Document): Block[] {
  const fence = /(?:<!-- test: ([\w-]+) -->\n\n)?^```(\w*)\n([\s\S]*?)^```$/gm;
  return [...text.matchAll(fence)].map(([, testName, language = '', code = '']) => ({
    document: path,
    language,
    testName,
    text: code,
  }));
}

/** The marked block of that name. Throws when there is none. */
export function testBlock(path: string, testName: string): Block {
  const found = blocksOf(readDocument(path)).find((block) => block.testName === testName);
  if (found === undefined) throw new Error(`${path} has no block marked "test: ${testName}".`);
  return found;
}

/** What is left when code that is shown as a block is taken away. */
export function proseOf({ text }: Document): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '').replace(/^ {4}\S.*$/gm, '');
}

function cellsOf(line: string): string[] {
  return line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}
