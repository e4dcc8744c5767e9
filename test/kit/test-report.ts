import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';
import type { TestGroup } from './test-groups.ts';

export type TestReport = {
  take(event: TestEvent): void;
  /** Prints the closing lines; true when there were tests and none failed. */
  close(): boolean;
  /** The files in which something failed. */
  failedFiles(): string[];
};

type DataOf<Type extends TestEvent['type']> = Extract<TestEvent, { type: Type }>['data'];

const SLOWEST_SHOWN = 8;

interface Tally {
  passed: number;
  failed: number;
  durationMs: number;
}

const nothing: Tally = { passed: 0, failed: 0, durationMs: 0 };

/** Tells a line per file as its group ends, every failure with its cause, and the counts at the end. */
export function createTestReport(
  groups: readonly TestGroup[],
  print: (line: string) => void,
): TestReport {
  const filesOf = new Map(groups.map(({ path, files }) => [path, files]));
  const known = new Set(groups.flatMap(({ files }) => files));
  const tallies = new Map<string, Tally>();
  const outputs = new Map<string, string>();
  const failures: string[] = [];
  const failedFiles = new Set<string>();
  const total = { passed: 0, failed: 0, skipped: 0 };

  const takeOutput = (file: string, message: string): void => {
    outputs.set(file, (outputs.get(file) ?? '') + message);
  };

  const takeEnd = (
    { file = '', nesting, details, skip }: DataOf<'test:pass'> | DataOf<'test:fail'>,
    outcome: 'passed' | 'failed',
  ): void => {
    const tally = tallies.get(file) ?? { ...nothing };
    if (nesting === 0) tally.durationMs += details.duration_ms;
    if (details.type !== 'suite' && skip === undefined) tally[outcome]++;
    tallies.set(file, tally);
  };

  const takeFailure = ({ name, file = '', details }: DataOf<'test:fail'>): void => {
    // What holds a failed test fails with it; the test itself has told its story.
    if (failureType(details.error) === 'subtestsFailed') return;
    // A group fails by itself when it could not be loaded or ended early: its output says why.
    const group = name === file ? filesOf.get(file) : undefined;
    const story = group === undefined ? '' : (outputs.get(file) ?? '');
    const where = (group ?? [file]).map(shortName).join(', ');
    const text = [
      group === undefined ? `${where} > ${name}` : where,
      indent(explain(details.error)),
      ...(story.trim() ? [indent(story.trim())] : []),
    ].join('\n');
    failures.push(text);
    for (const failed of group ?? [file]) if (known.has(failed)) failedFiles.add(failed);
    print(`FAILED  ${text}`);
  };

  const takeSkip = ({ name, file = '', skip }: DataOf<'test:pass'>): void => {
    // What was passed over for a reason must not look as if it had been shown.
    if (typeof skip === 'string') print(`skipped ${shortName(file)} > ${name}: ${skip}`);
  };

  const takeSummary = ({
    file: path,
    counts,
    duration_ms: durationMs,
  }: DataOf<'test:summary'>): void => {
    const failed = counts.tests - counts.passed - counts.skipped - counts.todo;
    if (path === undefined) {
      total.passed = counts.passed;
      total.failed = failed;
      total.skipped = counts.skipped + counts.todo;
      return;
    }
    const files = filesOf.get(path) ?? [];
    // Tests that are written elsewhere and called by a file do not bear its name.
    const named = files.reduce((sum, file) => sum + (tallies.get(file)?.failed ?? 0), 0);
    if (failed > named) for (const file of files) failedFiles.add(file);
    // Of a file by itself Node.js knows all, also how long it took to load.
    if (files.length === 1) tallies.set(path, { passed: counts.passed, failed, durationMs });
    for (const file of files) print(lineOf(file, tallies.get(file) ?? nothing));
    const story = outputs.get(path)?.trim();
    if (failed > 0 && story) print(indent(story));
    outputs.delete(path);
  };

  return {
    take: (event) => {
      if (event.type === 'test:fail') {
        takeEnd(event.data, 'failed');
        takeFailure(event.data);
      } else if (event.type === 'test:pass') {
        takeEnd(event.data, 'passed');
        takeSkip(event.data);
      } else if (event.type === 'test:summary') takeSummary(event.data);
      else if (event.type === 'test:stdout' || event.type === 'test:stderr')
        takeOutput(event.data.file, event.data.message);
    },
    close: () => {
      // Node.js counts a failed test and all that hold it; a failure that it tells but does not
      // count must not pass either.
      total.failed = Math.max(total.failed, failures.length);
      const slowest = [...tallies]
        .filter(([file]) => known.has(file))
        .sort(([, one], [, other]) => other.durationMs - one.durationMs)
        .slice(0, SLOWEST_SHOWN);
      if (slowest.length > 0) print('\nSlowest files:');
      for (const [file, { durationMs }] of slowest) {
        print(`${seconds(durationMs).padStart(9)}  ${shortName(file)}`);
      }
      if (failures.length > 0) print(`\nWhat failed:\n\n${failures.join('\n\n')}`);
      const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
      print(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
      return total.failed === 0 && total.passed > 0;
    },
    failedFiles: () => [...failedFiles],
  };
}

function lineOf(file: string, { passed, failed, durationMs }: Tally): string {
  const numbers = `${passed} passed${failed > 0 ? `, ${failed} failed` : ''}`;
  return `${failed > 0 ? 'FAILED' : 'ok    '}  ${shortName(file)}: ${numbers} in ${seconds(durationMs)}`;
}

function failureType(error: Error): unknown {
  return 'failureType' in error ? error.failureType : undefined;
}

// The test runner wraps what a test threw.
function explain(error: Error): string {
  if (error.cause instanceof Error) return inspect(error.cause);
  const code = 'exitCode' in error ? ` (exit code ${String(error.exitCode)})` : '';
  return `${typeof error.cause === 'string' ? error.cause : error.message}${code}`;
}

function shortName(file: string): string {
  return relative('.', file);
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1_000).toFixed(1)} s`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '        ');
}
