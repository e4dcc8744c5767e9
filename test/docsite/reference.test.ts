/** The reference has everything that the contracts declare, so a new endpoint without samples or words fails here. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { endpointsOf, readApi } from '../../scripts/docs/openapi.ts';
import { contracts } from '../../scripts/docs/reference.ts';
import {
  sampleContracts,
  sampleLanguages,
  samplePath,
  writtenSamples,
} from '../../scripts/samples/write.ts';
import { projectRoot } from '../kit/documents.ts';
import { builtFolder } from './docs-kit.ts';

for (const { name } of contracts) {
  const html = readFileSync(join(builtFolder, `api/${name}.html`), 'utf8');
  const endpoints = endpointsOf(readApi(projectRoot, name));

  test(`every operation of ${name} has samples in four languages`, () => {
    const { requests } = sampleContracts.find((one) => one.name === name) ?? { requests: {} };
    const operations = endpoints.map(({ operation }) => operation.operationId);
    assert.deepEqual(Object.keys(requests).sort(), operations.sort());
  });

  test(`every operation of ${name} has a section with its fields, its refusals and its samples`, () => {
    const sections = html.split('<section class="endpoint" data-operation="').slice(1);
    assert.equal(sections.length, endpoints.length);
    for (const { operation, method } of endpoints) {
      const { operationId: id, parameters = [], responses } = operation;
      const section = sections.find((one) => one.startsWith(`${id}"`)) ?? '';
      assert.ok(section.includes(`<h3 id="${id}">`), id);
      assert.ok(section.includes(`>${method}</span>`), id);
      for (const { name: field } of parameters)
        assert.ok(
          section.replaceAll('<wbr>', '').includes(`<code>${field}</code>`),
          `${id} ${field}`,
        );
      for (const status of Object.keys(responses))
        assert.ok(section.includes(status), `${id} ${status}`);
      for (const language of sampleLanguages)
        assert.equal(section.split(`data-language="${language}"`).length, 2, `${id} ${language}`);
    }
  });

  test(`every field that ${name} takes in a body is named on its page`, () => {
    const shown = html.replaceAll('<wbr>', '');
    for (const { operation } of endpoints) {
      const { schema } = Object.values(operation.requestBody?.content ?? {})[0] ?? {};
      const title = (schema?.$ref ?? '').split('/').at(-1) ?? '';
      const known = readApi(projectRoot, name).components.schemas[title];
      for (const field of Object.keys(known?.properties ?? {}))
        assert.ok(shown.includes(`<code>${field}</code>`), `${operation.operationId} ${field}`);
    }
  });
}

test('the samples are the ones that their requests make', async () => {
  const written = await writtenSamples();
  for (const [path, text] of written)
    assert.equal(readFileSync(join(projectRoot, path), 'utf8'), text, path);
  assert.ok(written.has(samplePath('xoompe', 'createTransaction', 'php')));
});
