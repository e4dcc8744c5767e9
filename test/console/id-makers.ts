/** For every kind of id in the table of routes: something that has such an id and belongs to this merchant. */
import type { Pool } from '../../src/db/connection.ts';
import { makeDraft } from '../../src/drafts/make-draft.ts';
import { createApiKey } from '../../src/identity/api-keys.ts';
import { newId } from '../../src/kit/ids.ts';
import { fundWallet } from '../../src/ledger/fund-wallet.ts';
import { findMerchant } from '../../src/merchants/find-merchant.ts';
import { allowAddress } from '../../src/settlements/allow-list.ts';
import { requestSettlement } from '../../src/settlements/request-settlement.ts';
import { setTerms } from '../../src/settlements/terms.ts';
import type { MerchantId } from '../../src/kit/ids.ts';
import type { IdKind } from '../../src/console/route.ts';
import { saveFilter } from '../../src/views/saved-filters.ts';
import type { SignedIn } from '../support/console.ts';
import { insertKnown, knownAt, type Known } from '../views/payments-world.ts';

export interface Owner {
  readonly pool: Pool;
  readonly merchantId: MerchantId;
  /** Of the merchant's team. */
  readonly admin: SignedIn;
  /** An operator who is not the one that asks. */
  readonly operator: SignedIn;
}

type Maker = (owner: Owner) => string | Promise<string>;

/** A route with a kind that is not here fails the test of the walls. */
export const idMakers: Readonly<Partial<Record<IdKind, Maker>>> = {
  merchant: ({ merchantId }) => merchantId,
  person: ({ admin }) => admin.personId,
  session: ({ admin }) => admin.sessionId,
  factor: async ({ pool, admin }) => {
    const credentialId = `key-of-${admin.personId}`;
    await pool.query(
      `insert into passkeys (merchant_id, person_id, credential_id, public_key, sign_count, transports, name, created_at)
       values ($1, $2, $3, '', 0, '{}', 'of the test', now()) on conflict do nothing`,
      [admin.merchantId, admin.personId, credentialId],
    );
    return credentialId;
  },
  payout: (owner) => paymentOf(owner, 'payout'),
  payin: (owner) => paymentOf(owner, 'payin'),
  transfer: (owner) => paymentOf(owner, 'transfer'),
  saved_filter: async ({ pool, operator: { merchantId, personId } }) => {
    const filter = { page: 'payments', name: 'of the test', query: 'status=failed' };
    return (await saveFilter(pool, { merchantId, personId }, filter, Date.now())).filterId;
  },
  draft: ({ pool, merchantId, operator }) =>
    once(`draft ${merchantId}`, async () => {
      const change = { enabled: true, coolingOffHours: 1 };
      const wish = {
        kind: 'settlement.terms',
        merchantId,
        change: { ...change },
        reason: 'a test',
      };
      const maker = { personId: operator.personId, name: 'somebody', nowMs: Date.now() };
      return (await makeDraft(pool, { ...wish, environment: 'sandbox' }, maker)).draftId;
    }),
  settlement: ({ pool, merchantId }) =>
    once(`settlement ${merchantId}`, () => settle(pool, merchantId)),
  credential: ({ pool, merchantId }) =>
    once(`credential ${merchantId}`, async () => {
      const merchant = await findMerchant(pool, merchantId);
      const order = {
        merchantId,
        merchantNo: merchant?.merchantNo ?? 0,
        actor: 'test',
        nowMs: Date.now(),
      };
      const { keyNo } = await createApiKey(pool, order, { name: 'of the test', description: '' });
      return String(keyNo);
    }),
  // A currency that is never off; a switch belongs to nobody.
  switch: () => 'USD',
  // Names nothing that belongs to anybody.
  word: () => 'payments',
};

const made = new Map<string, string>();

async function once(key: string, make: () => Promise<string>): Promise<string> {
  const id = made.get(key) ?? (await make());
  made.set(key, id);
  return id;
}

/** One that waits for its second person. */
export async function settle(pool: Pool, merchantId: MerchantId): Promise<string> {
  const at = new Date();
  const nowMs = at.getTime();
  const order = { merchantId, actor: 'test', nowMs };
  await setTerms(pool, order, { enabled: true, coolingOffHours: 0 });
  const money = { minor: 1_000_00n, currency: 'INR' } as const;
  await fundWallet(pool, { merchantId, fundingId: newId(nowMs), money, at });
  const bank = {
    network: 'BANK',
    address: 'HDFC0000001/1234567890',
    label: 'own account',
  } as const;
  const by = 'somebody';
  const { address } = await allowAddress(pool, {
    merchantId,
    ...bank,
    by,
    at,
    isKnownIfsc: () => true,
  });
  const settlementId = newId<'settlement'>(nowMs);
  await requestSettlement(pool, {
    merchantId,
    settlementId,
    by,
    at,
    amountMinor: 500_00n,
    address,
  });
  return settlementId;
}

async function paymentOf({ pool, merchantId }: Owner, kind: Known['kind']): Promise<string> {
  const key = `${merchantId} ${kind}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const at = { payout: 0, payin: 1, transfer: 3 }[kind];
  // Each merchant's payments have numbers of their own.
  const one = knownAt(at + 1_400 * (1 + made.size), [merchantId]);
  await insertKnown(pool, [{ ...one, kind }]);
  made.set(key, one.id);
  return one.id;
}
