/** Webhooks, links, API access, reports and settlements over the API of the dashboard: what works, and what is refused without effect. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { issueApiCredential } from '../../src/identity/api-credentials.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { fundWallet } from '../../src/merchants/fund-wallet.ts';
import { findMerchant } from '../../src/merchants/find-merchant.ts';
import { allowAddress } from '../../src/settlements/allow-list.ts';
import { setTerms } from '../../src/settlements/terms.ts';
import { available } from '../payments/gateway.ts';
import { askConsole, merchantSignedIn, type SignedIn } from '../support/console.ts';
import { openConsoleWorld, type ConsoleWorld } from './console-kit.ts';

suite('integration at the dashboard', () => {
  let world: ConsoleWorld;
  const endings: (() => Promise<void>)[] = [];
  before(async () => {
    world = await openConsoleWorld({ after: (end: () => Promise<void>) => void endings.push(end) });
  });
  after(async () => {
    for (const end of endings) await end();
  });

  async function team() {
    const merchantId = await world.newMerchant();
    return { merchantId, who: await merchantSignedIn(world.pool, merchantId) };
  }
  const ask = async (who: SignedIn, method: string, path: string, body?: unknown) => {
    const answer = await askConsole(world.address, who, path, {
      method,
      ...(body !== undefined && { body }),
    });
    return { status: answer.status, body: answer.body as Record<string, unknown> };
  };
  const faultOf = ({ body }: { body: Record<string, unknown> }) =>
    body['error'] as { code: string; fields?: Record<string, string> };

  test('a webhook URL within the walls is refused and none is made; one outside gets a secret that rotates', async () => {
    const { who } = await team();
    for (const url of ['http://10.1.2.3/hook', 'https://user:word@shop.example/', 'hook']) {
      const refused = await ask(who, 'PUT', '/webhooks/endpoint', { url });
      assert.equal(refused.status, 422, url);
      assert.ok(faultOf(refused).fields?.['url']);
    }
    assert.equal((await ask(who, 'GET', '/webhooks/endpoint')).body['endpoint'], null);
    assert.equal((await ask(who, 'POST', '/webhooks/endpoint/ping', {})).status, 409);
    const made = await ask(who, 'PUT', '/webhooks/endpoint', { url: 'https://shop.example/hook' });
    assert.match(String(made.body['secret']), /^whsec_/);
    const path = '/webhooks/endpoint/secret';
    assert.equal((await ask(who, 'POST', path, { overlapHours: '999' })).status, 422);
    const rotated = await ask(who, 'POST', path, { overlapHours: '24' });
    assert.notEqual(rotated.body['secret'], made.body['secret']);
    assert.equal(
      (await ask(who, 'POST', '/webhooks/endpoint/status', { status: 'disabled' })).status,
      204,
    );
    assert.equal((await ask(who, 'POST', '/webhooks/endpoint/ping', {})).status, 409);
  });

  test('deliveries are listed with their bytes, sent again one by one or since a time, and nobody else’s are seen', async () => {
    const { who } = await team();
    await ask(who, 'PUT', '/webhooks/endpoint', { url: 'https://shop.example/hook' });
    const pinged = await ask(who, 'POST', '/webhooks/endpoint/ping', {});
    const deliveryId = String(pinged.body['deliveryId']);
    const listed = await ask(who, 'GET', '/webhooks/deliveries?state=pending');
    assert.equal((listed.body['rows'] as unknown[]).length, 1);
    const shown = await ask(who, 'GET', `/webhooks/deliveries/${deliveryId}`);
    assert.match(String(shown.body['payload']), /"event":"ping"/);
    const again = `/webhooks/deliveries/${deliveryId}/replay`;
    assert.equal((await ask(who, 'POST', again, {})).body['replayed'], 1);
    const { who: other } = await team();
    assert.equal((await ask(other, 'GET', `/webhooks/deliveries/${deliveryId}`)).status, 404);
    assert.equal((await ask(other, 'POST', again, {})).status, 404);
    const future = { since: '2999-01-01T00:00:00Z', which: 'all' };
    assert.equal((await ask(who, 'POST', '/webhooks/replay', future)).status, 422);
    const past = { since: '2026-01-01T00:00:00Z', which: 'dead' };
    assert.equal((await ask(who, 'POST', '/webhooks/replay', past)).body['replayed'], 0);
  });

  test('a payment link is made once for one form, shown with its code, and taken back once', async () => {
    const { who, merchantId } = await team();
    const form = { amount: '499.50', customerName: 'Ravi', minutes: '60', formKey: randomUUID() };
    const faulty = await ask(who, 'POST', '/links', { ...form, amount: '0', minutes: '1' });
    assert.deepEqual(Object.keys(faultOf(faulty).fields ?? {}).sort(), ['amount', 'minutes']);
    const first = await ask(who, 'POST', '/links', form);
    const second = await ask(who, 'POST', '/links', form);
    const paymentId = String(first.body['paymentId']);
    assert.equal(second.body['paymentId'], paymentId);
    const shown = await ask(who, 'GET', `/links/${paymentId}`);
    assert.match(String(shown.body['qr']), /^<svg/);
    assert.ok(String(shown.body['url']).includes(paymentId));
    assert.equal((await ask(who, 'POST', `/links/${paymentId}/cancel`, {})).status, 204);
    assert.equal((await ask(who, 'POST', `/links/${paymentId}/cancel`, {})).status, 409);
    const ended = await ask(who, 'GET', `/links/${paymentId}`);
    assert.deepEqual([ended.body['status'], ended.body['url']], ['failed', null]);
    const { rows } = await world.pool.query<{ remarks: string }>(
      'select remarks from payins where merchant_id = $1',
      [merchantId],
    );
    assert.deepEqual(
      rows.map(({ remarks }) => remarks),
      ['Cancelled by the merchant'],
    );
  });

  test('links and deliveries are found by what names them, and those of others are not', async () => {
    const { who } = await team();
    const { who: other } = await team();
    await ask(who, 'PUT', '/webhooks/endpoint', { url: 'https://shop.example/hook' });
    const form = { amount: '20', customerName: 'Ravi Kumar', minutes: '60', reference: 'INV-7/a' };
    const link = async (changed: object) => {
      const made = { ...form, formKey: randomUUID(), ...changed };
      return String((await ask(who, 'POST', '/links', made)).body['paymentId']);
    };
    const ravis = await link({});
    await link({ reference: 'JOB-8', customerName: 'Meena' });
    const found = async (path: string, search: string, asker = who) => {
      const { body } = await ask(asker, 'GET', `${path}?search=${encodeURIComponent(search)}`);
      return (body['rows'] as Record<string, string>[]).map(
        ({ deliveryId, paymentId }) => deliveryId ?? paymentId,
      );
    };
    const { body: shown } = await ask(who, 'GET', `/links/${ravis}`);
    for (const search of ['INV-7', 'inv-7', 'kumar', String(shown['transactionNumber'])])
      assert.deepEqual(await found('/links', search), [ravis], search);
    assert.equal((await found('/links', '')).length, 2);
    assert.deepEqual(await found('/links', 'NV-7'), [], 'a reference is found by its beginning');
    assert.deepEqual(await found('/links', 'INV-7', other), []);

    await ask(who, 'POST', `/links/${ravis}/cancel`, {});
    const { body: ping } = await ask(who, 'POST', '/webhooks/endpoint/ping', {});
    const { body: all } = await ask(who, 'GET', '/webhooks/deliveries');
    const told = (all['rows'] as Record<string, string>[]).find(
      (row) => row['subjectId'] === ravis,
    );
    assert.ok(told, 'the end of the link is told');
    for (const search of ['INV-7', 'inv-7'])
      assert.deepEqual(await found('/webhooks/deliveries', search), [told['deliveryId']], search);
    const webhookId = `evt_${String(ping['deliveryId'])}`;
    assert.deepEqual(await found('/webhooks/deliveries', webhookId), [ping['deliveryId']]);
    for (const search of ['JOB-8', 'evt_', 'nothing'])
      assert.deepEqual(await found('/webhooks/deliveries', search), [], search);
    for (const search of [webhookId, 'INV-7'])
      assert.deepEqual(await found('/webhooks/deliveries', search, other), [], search);
    assert.equal((await ask(who, 'GET', `/links?search=${'x'.repeat(65)}`)).status, 422);
  });

  test('a client secret is shown once and the one before it ends; an address waits for the operator', async () => {
    const { who, merchantId } = await team();
    const made = await ask(who, 'POST', '/access/client/rotate', {});
    assert.match(String(made.body['secret']), /^hs_/);
    await ask(who, 'POST', '/access/client/rotate', {});
    const { body } = await ask(who, 'GET', '/access');
    assert.ok(!JSON.stringify(body).includes(String(made.body['secret'])));
    const credentials = body['credentials'] as { expiresAt: string | null }[];
    assert.equal(credentials.filter(({ expiresAt }) => expiresAt === null).length, 1);
    assert.equal((await ask(who, 'POST', '/access/xpayout/rotate', {})).status, 409);
    assert.equal((await ask(who, 'POST', '/access/addresses', { address: '1.2.3.4' })).status, 409);
    await openXpayout(merchantId);
    assert.equal((await ask(who, 'POST', '/access/addresses', { address: 'here' })).status, 422);
    assert.equal((await ask(who, 'POST', '/access/addresses', { address: '1.2.3.4' })).status, 204);
    const access = (await ask(who, 'GET', '/access')).body['xpayout'] as {
      addresses: unknown;
      checklist: readonly { readonly step: number; readonly done: boolean }[];
    };
    assert.deepEqual(access.addresses, [{ address: '1.2.3.4', isApproved: false }]);
    const open = access.checklist.filter(({ done }) => !done).map(({ step }) => step);
    assert.deepEqual(
      [access.checklist.length, open.includes(3), open.includes(4)],
      [7, false, true],
    );
    const rotated = await ask(who, 'POST', '/access/xpayout/rotate', {});
    assert.match(String(rotated.body['secret']), /^xs_/);
  });

  test('an API key is shown once, has days and addresses of its own, and is gone when it is deleted', async () => {
    const { who } = await team();
    const path = '/access/xprizo/keys';
    assert.equal((await ask(who, 'POST', path, {})).status, 422, 'a key has a name');
    const made = await ask(who, 'POST', path, { name: 'Shop', description: 'of the shop' });
    const apiKey = String(made.body['secret']);
    assert.match(apiKey, /^\d+-[0-9a-f-]{36}$/);
    const keys = async () => {
      const { body } = await ask(who, 'GET', '/access');
      assert.ok(!JSON.stringify(body).includes(apiKey), 'it is shown nowhere else');
      return (body['xprizo'] as { keys: Record<string, unknown>[] }).keys;
    };
    const keyNo = String((await keys())[0]?.['keyNo']);
    const one = `${path}/${keyNo}`;
    const terms = {
      active: false,
      startsAt: '2026-01-01T00:00:00Z',
      endsAt: '2027-01-01T00:00:00Z',
    };
    const turned = { ...terms, endsAt: '2025-01-01T00:00:00Z' };
    assert.deepEqual(Object.keys(faultOf(await ask(who, 'PUT', one, turned)).fields ?? {}), [
      'endsAt',
    ]);
    assert.equal((await ask(who, 'PUT', one, { ...terms, description: '' })).status, 204);
    assert.equal((await ask(who, 'POST', `${one}/addresses`, { address: 'here' })).status, 422);
    for (const address of ['203.0.113.7', '10.0.0.1/8'])
      assert.equal((await ask(who, 'POST', `${one}/addresses`, { address })).status, 204);
    const dropped = { address: '203.0.113.7' };
    assert.equal((await ask(who, 'POST', `${one}/addresses/remove`, dropped)).status, 204);
    const [key] = await keys();
    assert.deepEqual(
      [key?.['active'], key?.['startsAt'], key?.['endsAt'], key?.['addresses']],
      [false, '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z', ['10.0.0.0/8']],
    );
    const { who: other } = await team();
    assert.equal((await ask(other, 'DELETE', one)).status, 404);
    assert.equal((await ask(who, 'DELETE', one)).status, 204);
    assert.deepEqual(await keys(), []);
    assert.equal((await ask(who, 'DELETE', one)).status, 404);
  });

  test('a filter of the list is kept for the person who kept it, and for nobody beside', async () => {
    const { who, merchantId } = await team();
    const path = '/saved-filters/payments';
    const filter = { name: 'Failed', query: 'kind=payout&state=failed' };
    const kept = await ask(who, 'POST', path, filter);
    assert.equal(kept.status, 200, JSON.stringify(kept.body));
    assert.equal((await ask(who, 'POST', path, filter)).status, 409, 'a name is taken once');
    assert.equal((await ask(who, 'POST', '/saved-filters/people', filter)).status, 404);
    const colleague = await merchantSignedIn(world.pool, merchantId, 'reader');
    assert.deepEqual((await ask(colleague, 'GET', path)).body, []);
    const gone = `${path}/${String(kept.body['filterId'])}`;
    assert.equal((await ask(colleague, 'DELETE', gone)).status, 404);
    assert.equal((await ask(who, 'DELETE', gone)).status, 204);
    assert.deepEqual((await ask(who, 'GET', path)).body, []);
  });

  async function openXpayout(merchantId: MerchantId): Promise<void> {
    const merchant = await findMerchant(world.pool, merchantId);
    assert.ok(merchant);
    const { merchantNo } = merchant;
    const order = { merchantId, merchantNo, actor: 'test', nowMs: Date.now() };
    await issueApiCredential(world.pool, { ...order, sealer: world.sealer });
  }

  test('a report comes as a file, and days that make none are refused by name', async () => {
    const { who } = await team();
    const query = 'type=ledger&from=2026-01-01&to=2026-01-31';
    const report = await askConsole(world.address, who, `/reports?${query}&format=csv`);
    assert.equal(report.status, 200);
    assert.match(String(report.headers.get('content-disposition')), /ledger-2026-01-01-to/);
    assert.match(String(report.body), /^recorded_at,journal_no/);
    const bad = await ask(who, 'GET', '/reports?from=2026-02-01&to=2026-01-01');
    assert.deepEqual(Object.keys(faultOf(bad).fields ?? {}), ['to']);
  });

  test('a settlement is held at once where it is allowed, and refused without effect where it is not', async () => {
    const { who, merchantId } = await team();
    const at = new Date();
    const money = { minor: 1_000_00n, currency: 'INR' } as const;
    const fundingId = newId<'funding'>(at.getTime());
    await fundWallet(world.pool, { actor: 'test', merchantId, fundingId, money, at });
    const listed = await allowAddress(world.pool, {
      ...{ merchantId, network: 'BANK', address: 'HDFC0000001/1234567890', label: 'Ours' },
      ...{ by: 'test', at: new Date(at.getTime() - 48 * 3_600_000), isKnownIfsc: () => true },
    });
    const { addressId } = listed;
    const request = (body: object) => ask(who, 'POST', '/settlements', { addressId, ...body });
    assert.equal(faultOf(await request({ amount: '100' })).code, 'settlement.disabled');
    const order = { merchantId, actor: 'test', nowMs: at.getTime() };
    await setTerms(world.pool, order, { enabled: true });
    assert.equal((await request({ amount: '100', addressId: randomUUID() })).status, 404);
    assert.equal((await request({ amount: 'all' })).status, 422);
    const poor = await request({ amount: '1000.01' });
    assert.equal(faultOf(poor).code, 'settlement.insufficient_funds');
    assert.equal(await available(world.pool, merchantId), 1_000_00n);
    assert.equal((await request({ amount: '400' })).status, 200);
    assert.equal(await available(world.pool, merchantId), 600_00n);
    const { body } = await ask(who, 'GET', '/settlements');
    assert.deepEqual(
      (body['rows'] as { status: string }[]).map(({ status }) => status),
      ['requested'],
    );
  });
});
