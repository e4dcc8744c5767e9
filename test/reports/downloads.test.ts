/** How many reports a merchant, and a process, may have under way. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { DomainError } from '../../src/kit/errors.ts';
import { Downloads } from '../../src/reports/downloads.ts';
import type { OpenReport } from '../../src/reports/open-report.ts';

function report(): OpenReport {
  const body = new Readable({ read: () => undefined });
  return { body, contentType: 'text/csv', fileName: 'report.csv', totals: () => [] };
}

const open = () => Promise.resolve(report());

async function refusalOf(doing: Promise<unknown>): Promise<string | undefined> {
  const thrown = await doing.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown === undefined) return undefined;
  assert.ok(thrown instanceof DomainError);
  assert.ok((thrown.details.retryAfterSeconds ?? 0) > 0, 'it says when to come back');
  return thrown.code;
}

test('a merchant has its share, another one its own, and the process has an end', async () => {
  const downloads = new Downloads({ perProcess: 3, perMerchant: 2 });
  const first = await downloads.run('one', open);
  await downloads.run('one', open);
  assert.equal(await refusalOf(downloads.run('one', open)), 'rate.exceeded');
  await downloads.run('other', open);
  assert.equal(await refusalOf(downloads.run('third', open)), 'service.overloaded');
  first.body.destroy();
  await new Promise((resolve) => first.body.once('close', resolve));
  assert.equal(await refusalOf(downloads.run('third', open)), undefined);
});

test('one that ends, is given up, or never begins is counted no longer', async () => {
  const downloads = new Downloads({ perProcess: 1, perMerchant: 1 });
  for (let nth = 0; nth < 5; nth += 1) {
    const { body } = await downloads.run('one', open);
    const closed = new Promise((resolve) => body.once('close', resolve));
    if (nth % 2 === 0) body.destroy();
    else {
      body.push(null);
      body.resume();
    }
    await closed;
    const failing = downloads.run('one', () => Promise.reject(new DomainError('service.internal')));
    await assert.rejects(failing, { code: 'service.internal' });
  }
});
