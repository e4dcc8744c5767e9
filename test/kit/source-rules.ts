/**
 * What a database spread over nodes refuses or answers differently, found in the text of SQL and
 * TypeScript: no catalog shows a statement.
 */
export interface SourceFile {
  /** From the root of the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

interface SourceRule {
  readonly because: string;
  readonly pattern: RegExp;
  readonly except?: readonly string[];
  readonly only?: RegExp;
}

const rules: readonly SourceRule[] = [
  {
    because: 'the clock inside ON CONFLICT DO UPDATE (bring the instant as a parameter)',
    pattern:
      /\bdo\s+update\s+set\b[^;`]*?\b(?:now\s*\(|(?:clock|statement|transaction)_timestamp\s*\(|current_timestamp\b|localtimestamp\b)/gi,
  },
  { because: 'MERGE (use INSERT ... ON CONFLICT)', pattern: /\bmerge\s+into\b/gi },
  {
    because: 'an advisory lock (they are per node: lock a row)',
    pattern: /\bpg_(?:try_)?advisory_(?:xact_)?(?:un)?lock\w*/gi,
    except: ['src/db/migrate.ts'],
  },
  {
    because: 'a branch on a constraint name (a proxy drops it: branch on the SQLSTATE)',
    pattern: /\berr(?:or)?\w*\??\.constraint\b|\[['"]constraint['"]\]/gi,
    only: /\.ts$/,
  },
  {
    because: 'LISTEN (heard on one node only: poll, and name the file here if it is a mere hint)',
    pattern: /['"`]\s*listen\s+["\w$]/gi,
    only: /\.ts$/,
  },
  {
    because: 'a constraint without a name',
    pattern:
      /(?<!\bconstraint\s+\w+\s+)\b(?:primary\s+key|check\s*\(|unique\b(?!\s+index)|exclude\b|foreign\s+key)|(?<!\bconstraint\s+\w+\s+(?:foreign\s+key\s*\([^)]*\)\s+)?)\breferences\s/gi,
    only: /^db\/migrations\//,
  },
];

/** One line per finding, `path:line: what`, in the order of the files. */
export function sourceOffences(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const code = withoutComments(path, text);
    return rules
      .filter((rule) => rule.only?.test(path) !== false && rule.except?.includes(path) !== true)
      .flatMap((rule) =>
        [...code.matchAll(rule.pattern)].map(
          (match) => `${path}:${lineAt(code, match.index)}: ${rule.because}`,
        ),
      );
  });
}

/** Comments may speak of what the code must not do; their line breaks stay, for the line numbers. */
function withoutComments(path: string, text: string): string {
  const comment = path.endsWith('.sql') ? /--[^\n]*/g : /\/\*[\s\S]*?\*\/|^\s*\/\/[^\n]*/gm;
  return text.replace(comment, (found) => found.replace(/[^\n]/g, ' '));
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
