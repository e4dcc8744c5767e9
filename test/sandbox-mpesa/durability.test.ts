/** A power cut costs nothing that was answered: the book adds up, and what was due is done in the next life. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mpesaFolder, openInbox, RunningMpesa, spawnMpesa } from './mpesa-process.ts';
import { newPhone, payoutOf, promptOf } from './requests.ts';
import { once } from 'node:events';

test('what was taken before a power cut is done after it, once, and told', async (t) => {
  const folder = mpesaFolder();
  const inbox = await openInbox();
  t.after(() => {
    inbox.close();
    folder.remove();
  });
  const first = await RunningMpesa.start(folder.dataDir, { MPESA_SETTLE_MS: '400' });
  const certificate = await first.certificate();
  const names: string[] = [];
  for (let made = 0; made < 12; made += 1) {
    const payout = await payoutOf(first, newPhone(), `${inbox.url}/told/payout/${made}`);
    assert.equal((await first.api('/mpesa/b2c/v3/paymentrequest', payout)).status, 200);
    names.push(payout['OriginatorConversationID'] as string);
    const url = `${inbox.url}/told/prompt/${made}`;
    const prompt = promptOf(newPhone(), url, { TransactionDesc: 'Pass' });
    assert.equal((await first.api('/mpesa/stkpush/v1/processrequest', prompt)).status, 200);
  }
  await first.kill();
  const second = await RunningMpesa.start(folder.dataDir);
  t.after(() => second.stop());
  assert.equal(await second.certificate(), certificate, 'what was sealed for it can still be read');
  const { payouts, prompts } = await second.booked((book) =>
    [...book.payouts, ...book.prompts].every(({ status }) => status === 'paid') ? book : undefined,
  );
  assert.deepEqual(
    payouts.map(({ originatorId }) => originatorId),
    names,
  );
  assert.ok(payouts.every(({ debits }) => debits === 1));
  assert.ok(prompts.every(({ deposits }) => deposits === 1));
  assert.ok(await second.holds());
  for (let made = 0; made < 12; made += 1)
    for (const what of ['payout', 'prompt'])
      assert.ok((await inbox.heard(`/told/${what}/${made}`)).length > 0, what);
});

test('one folder has one sandbox; a second one says so', async (t) => {
  const folder = mpesaFolder();
  const first = await RunningMpesa.start(folder.dataDir);
  t.after(async () => {
    await first.stop();
    folder.remove();
  });
  const second = spawnMpesa(folder.dataDir);
  const [code] = (await once(second, 'exit')) as [number];
  assert.equal(code, 3);
});

test('a setting that is missing is a sentence', async (t) => {
  const folder = mpesaFolder();
  t.after(() => folder.remove());
  const child = spawnMpesa(folder.dataDir, { MPESA_PASSKEY: '' });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  assert.equal(code, 2);
  assert.equal(said, 'MPESA_PASSKEY is not set: it is the secret in the password of a prompt.\n');
});

test('a target that is no address is nowhere, and the next caller is served', async (t) => {
  const folder = mpesaFolder();
  const mpesa = await RunningMpesa.start(folder.dataDir);
  t.after(async () => {
    await mpesa.stop();
    folder.remove();
  });
  assert.equal((await fetch(`${mpesa.url}//`)).status, 404);
  assert.equal((await fetch(`${mpesa.url}/health`)).status, 200);
});
