import assert from 'node:assert/strict';
import { readFileSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfig, settings } from '../../src/config.ts';
import { refuse as consoleRefusal } from '../../src/console/refusals.ts';
import { refusal } from '../../src/dialects/xoompe/errors.ts';
import { refusal as xpayoutRefusal } from '../../src/dialects/xpayout/errors.ts';
import { refusal as xprizoRefusal } from '../../src/dialects/xprizo/errors.ts';
import {
  consoleErrorCatalogue,
  DomainError,
  errorCatalogue,
  type ContractErrorCode,
} from '../../src/kit/errors.ts';
import { allProofs } from '../../src/settlements/verify-books.ts';
import { caseAdvice } from '../../src/views/case-advice.ts';
import { lineNames } from '../../torture/check/lines.ts';
import { scenarioNames } from '../../torture/scenarios.ts';
import { codesIn, projectRoot, readDocument, sectionOf, tableIn } from '../kit/documents.ts';

test('docs/errors.md names every error code with the meaning, status and message that it has', () => {
  const rows = tableIn(readDocument('docs/errors.md').text);
  const documented = rows.map((row) => codesIn(row['Code'] ?? '')[0]);
  assert.deepEqual(documented, Object.keys(errorCatalogue));
  for (const row of rows) {
    const code = codesIn(row['Code'] ?? '')[0] as ContractErrorCode;
    assert.equal(row['Meaning'], errorCatalogue[code], code);
    const answer = refusal(new DomainError(code), {});
    const { message } = JSON.parse(answer.body) as { message: string };
    assert.equal(row['XoomPe'], String(answer.status), code);
    assert.ok(codesIn(row['Message'] ?? '').includes(message), `${code} says "${message}"`);
    const other = xpayoutRefusal(new DomainError(code));
    const { code: word } = JSON.parse(other.body) as { code: string };
    assert.equal(row['XPayout'], `${String(other.status)} \`${word}\``, code);
    const third = xprizoRefusal(new DomainError(code), new Date());
    const { errorCode } = JSON.parse(third.body) as { errorCode?: number };
    const number = errorCode === undefined ? '' : ` \`${String(errorCode)}\``;
    assert.equal(row['Xprizo'], `${String(third.status)}${number}`, code);
  }
});

test('docs/errors.md names every refusal of the console with its meaning and status', () => {
  const rows = tableIn(sectionOf(readDocument('docs/errors.md'), 'At the console'));
  const documented = rows.map((row) => codesIn(row['Console code'] ?? '')[0]);
  assert.deepEqual(documented, Object.keys(consoleErrorCatalogue));
  for (const row of rows) {
    const code = codesIn(row['Console code'] ?? '')[0] as keyof typeof consoleErrorCatalogue;
    assert.equal(row['Meaning'], consoleErrorCatalogue[code], code);
    assert.equal(
      row['Status'],
      String(consoleRefusal(new DomainError(code), undefined).status),
      code,
    );
  }
});

test('docs/operating.md names every setting of src/config.ts with its default, and no other', () => {
  const rows = tableIn(sectionOf(readDocument('docs/operating.md'), 'Settings'));
  const documented = rows.map((row) => codesIn(row['Setting'] ?? '')[0]);
  assert.deepEqual(documented, Object.keys(settings));
  for (const row of rows) {
    const name = codesIn(row['Setting'] ?? '')[0] as keyof typeof settings;
    const inCode = /(\S+) \(default\)|default (\S+)$/.exec(settings[name]);
    const fallback = inCode?.[1] ?? inCode?.[2];
    if (fallback !== undefined) assert.deepEqual(codesIn(row['Default'] ?? ''), [fallback], name);
  }
});

test('the defaults that src/config.ts tells of are the ones it takes', () => {
  const config = readConfig({});
  const taken: Partial<Record<keyof typeof settings, string | number>> = {
    HUNDI_ENV: config.environment,
    HUNDI_ROLE: config.role,
    HOST: config.host,
    PORT: config.port,
    HUNDI_COMMIT_SCOPE: config.commitScope,
    HUNDI_BRAND: config.brand,
    HUNDI_BRAND_COLOUR: config.brandColour,
    HUNDI_TIME_ZONE: config.timeZone,
    HUNDI_LOG_LEVEL: config.logLevel,
    HUNDI_XOOMPE_BASE_PATH: config.xoompe.basePath,
    HUNDI_XOOMPE_TOKEN_SECONDS: config.xoompe.accessTokenSeconds,
    HUNDI_XPAYOUT_TIME_ZONE: config.xpayout.timeZone,
    HUNDI_BANK_PORT: config.bank.port,
    HUNDI_BANK_SETTLE_MS: config.bank.settleMs,
  };
  for (const [name, value] of Object.entries(taken)) {
    const inCode = /(\S+) \(default\)|default (\S+)$/.exec(settings[name as keyof typeof settings]);
    assert.equal(inCode?.[1] ?? inCode?.[2], String(value), name);
  }
});

test('docs/finance.md lists the proofs that are run', () => {
  const { text } = readDocument('docs/finance.md');
  const list = /<!-- proofs -->([\s\S]*)<!-- \/proofs -->/.exec(text)?.[1] ?? '';
  const documented = [...list.matchAll(/^- (.*)$/gm)].map((match) => match[1]);
  assert.deepEqual(
    documented,
    allProofs.map(({ claim }) => claim),
  );
});

test('docs/finance.md explains every case that the code opens, and no other', () => {
  const rows = tableIn(sectionOf(readDocument('docs/finance.md'), 'Cases'));
  const documented = new Set(rows.map((row) => codesIn(row['Code'] ?? '')[0]));
  const source = globSync('src/payments/*.ts', { cwd: projectRoot })
    .map((path) => readFileSync(join(projectRoot, path), 'utf8'))
    .join('\n');
  const opened = [...source.matchAll(/(?:openCase|suspicious)\(\s*\w+,\s*'(\w+)'/g)];
  assert.ok(opened.length > 3, 'the pattern still finds what it is to find');
  for (const [, code] of opened) assert.ok(documented.has(code), `${code} is not explained`);
  for (const code of documented) assert.ok(source.includes(`'${code}'`), `${code} is never opened`);
  assert.deepEqual(
    Object.keys(caseAdvice),
    [...documented],
    'the shelf says what to do about each',
  );
});

test('docs/testing.md lists what is broken on purpose, and what must stay at zero', () => {
  const section = sectionOf(readDocument('docs/testing.md'), 'Faults');
  const firstWords = (text: string, column: string) =>
    tableIn(text).map((row) => codesIn(row[column] ?? '')[0]);
  assert.deepEqual(firstWords(section, 'Scenario'), [...scenarioNames]);
  const afterwards = section.slice(section.indexOf('Afterwards'));
  assert.deepEqual(firstWords(afterwards, 'Line'), [...lineNames]);
});
