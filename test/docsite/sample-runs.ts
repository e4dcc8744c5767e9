/** Runs the samples of docs/samples as a reader does, and holds what they print against what the page shows. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import prettier from 'prettier';
import { samplePath, type SampleLanguage } from '../../scripts/samples/write.ts';
import { projectRoot } from '../kit/documents.ts';
import { bareEnvironment } from '../kit/environment.ts';
import { runPython } from './warm-python.ts';

const exec = promisify(execFile);

export const programs: Readonly<Record<SampleLanguage, string>> = {
  sh: 'sh',
  mjs: process.execPath,
  py: 'python3',
  php: 'php',
};

const needs: Readonly<Record<SampleLanguage, readonly [string, ...string[]][]>> = {
  sh: [
    ['curl', '--version'],
    ['openssl', 'version'],
  ],
  mjs: [],
  py: [['python3', '-c', 'import requests']],
  php: [['php', '-r', 'exit(function_exists("curl_init") ? 0 : 1);']],
};

/** False, or the line that says why the samples of a language are passed over. */
export function withoutInterpreter(language: SampleLanguage): string | false {
  const missing = needs[language].find(
    ([program, ...words]) => spawnSync(program, words).status !== 0,
  );
  return missing !== undefined && `not here, or without what the samples need: ${missing[0]}`;
}

export type Values = Readonly<Record<string, string | number>>;

/** Set when the answers that the pages show are to be taken afresh. */
const keepsAnswers = process.env['HUNDI_KEEP_ANSWERS'] !== undefined;

export class SampleRun {
  readonly operations = new Set<string>();
  readonly contract: string;
  readonly language: SampleLanguage;

  constructor(contract: string, language: SampleLanguage) {
    this.contract = contract;
    this.language = language;
  }

  /** What it printed, as JSON when it is. A sample fails by itself on every status from 400 on. */
  async run(operation: string, values: Values): Promise<Record<string, unknown>> {
    this.operations.add(operation);
    const path = samplePath(this.contract, operation, this.language);
    const env = Object.fromEntries(
      Object.entries(values).map(([name, one]) => [name, String(one)]),
    );
    const { stdout } = await this.print(join(projectRoot, path), {
      ...bareEnvironment,
      ...env,
    }).catch((error: unknown) => {
      const { stdout: printed, stderr } = error as { stdout?: string; stderr?: string };
      throw new Error(`${path} failed: ${printed ?? ''} ${stderr ?? ''}`, { cause: error });
    });
    await this.compare(operation, stdout.trim());
    return stdout.trimStart().startsWith('{')
      ? (JSON.parse(stdout) as Record<string, unknown>)
      : {};
  }

  private print(file: string, env: NodeJS.ProcessEnv): Promise<{ stdout: string }> {
    if (this.language === 'py') return runPython(file, env);
    return exec(programs[this.language], [file], { env, timeout: 120_000 });
  }

  /** The page shows an answer of the same shape. */
  private async compare(operation: string, printed: string): Promise<void> {
    const isJson = /^[{["\d]/.test(printed);
    const path = answerPath(this.contract, operation, isJson ? 'json' : 'txt');
    if (printed === '') return;
    if (keepsAnswers && this.language === 'sh') await keep(path, printed, isJson);
    assert.ok(existsSync(path), `${path} shows what ${operation} answers`);
    const shown = readFileSync(path, 'utf8');
    if (isJson) assert.deepEqual(shapeOf(JSON.parse(printed)), shapeOf(JSON.parse(shown)), path);
    else assert.equal(printed.split('\n')[0]?.trim(), shown.split('\n')[0]?.trim(), path);
  }
}

function answerPath(contract: string, operation: string, extension: string): string {
  return join(projectRoot, `docs/samples/${contract}/${operation}.${extension}`);
}

/** Names of fields, and of lists the shape of the first entry; what is null today may be text tomorrow. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return true;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, one]) => [name, shapeOf(one)]),
  );
}

const secret = /("(?:accessToken|refreshToken|token|apiKey)":\s*")([^"]{8})[^"]*/g;

async function keep(path: string, printed: string, isJson: boolean): Promise<void> {
  const shown = printed
    .replace(secret, '$1$2…')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://127.0.0.1:8080');
  const options = await prettier.resolveConfig(path);
  await writeFile(
    path,
    isJson
      ? await prettier.format(shown, { ...options, parser: 'json' })
      : `${shown.replaceAll('\r\n', '\n')}\n`,
  );
}
