/** For every kind of id in the table of routes: something that has such an id and belongs to this merchant. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Pool } from '../../src/db/connection.ts';
import { makeDraft } from '../../src/drafts/make-draft.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { fundWallet } from '../../src/merchants/fund-wallet.ts';
import { openCase } from '../../src/payments/cases.ts';
import { requestSettlement } from '../../src/settlements/request-settlement.ts';
import { setTerms } from '../../src/settlements/terms.ts';
import type { IdKind } from '../../src/console/route.ts';
import { allowAddress } from '../../src/settlements/allow-list.ts';
import { saveFilter } from '../../src/views/saved-filters.ts';
import { sendPing } from '../../src/webhooks/replay.ts';
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
  invitation: (owner) =>
    once(owner, 'invitation', async (nth) => {
      const hash = Buffer.alloc(32, nth + 1);
      await owner.pool.query(
        `insert into invitations (merchant_id, token_hash, kind, email, role, invited_by, created_at, expires_at)
         values ($1, $2, 'invite', 'of@a.test', 'reader', 'test', now(), now() + interval '1 day')`,
        [owner.merchantId, hash],
      );
      return hash.toString('hex').slice(0, 12);
    }),
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
    const filter = { page: 'payments', name: randomUUID(), query: 'status=failed' };
    return (await saveFilter(pool, { merchantId, personId }, filter, Date.now())).filterId;
  },
  credential: (owner) =>
    once(owner, 'credential', async (nth) => {
      // Numbers are counted within a merchant: that of one must not be one of the other by chance.
      const keyNo = String(50 + nth);
      await owner.pool.query(
        `insert into api_keys (merchant_id, key_id, key_no, key_hash, name, description, active, addresses, created_at)
         values ($1, gen_random_uuid(), $2, $3, 'of the test', '', true, '{}', now())`,
        [owner.merchantId, keyNo, randomBytes(32)],
      );
      return keyNo;
    }),
  draft: (owner) =>
    once(owner, 'draft', async () => {
      const wish = {
        kind: 'settlement.terms',
        merchantId: owner.merchantId,
        change: { enabled: true, coolingOffHours: 1 },
        reason: 'a test',
        environment: 'sandbox',
      } as const;
      const maker = { personId: owner.operator.personId, name: 'somebody', nowMs: Date.now() };
      return (await makeDraft(owner.pool, wish, maker)).draftId;
    }),
  settlement: (owner) => once(owner, 'settlement', () => settle(owner.pool, owner.merchantId)),
  // Of the deployment, like its provider.
  switch: () => 'sandbox-bank',
  link: (owner) => paymentOf(owner, 'payin'),
  batch: async ({ pool, merchantId }) => {
    const batchId = newId<'payout_batch'>(Date.now());
    // It has ended: nobody carries it out.
    await pool.query(
      `insert into payout_batches (merchant_id, batch_id, form_key, file_name, row_count, ordered_by, created_at, ended_at)
       values ($1, $2, $2::uuid::text, 'of the test', 1, 'test', now(), now())`,
      [merchantId, batchId],
    );
    return batchId;
  },
  delivery: ({ pool, merchantId }) => {
    const endpointId = newId<'endpoint'>(Date.now());
    return sendPing(pool, merchantId, endpointId, { actor: 'test', nowMs: Date.now() });
  },
  address: async ({ pool, merchantId }) => {
    const listed = await allowAddress(pool, {
      ...{ merchantId, network: 'BANK', label: '', by: 'test', at: new Date() },
      address: `HDFC0000001/${String(Date.now())}`,
      isKnownIfsc: () => true,
    });
    return listed.addressId;
  },
  proof: () => newId<'proof_run'>(Date.now()),
  case: async (owner) =>
    openCase(
      owner.pool,
      { merchantId: owner.merchantId, payoutId: await paymentOf(owner, 'payout') },
      { actor: 'test', note: 'of the test', nowMs: Date.now() },
    ),
  // Names nothing that belongs to anybody.
  word: () => 'payments',
};

const made = new Map<string, string>();

/** One that waits for its second person. */
export async function settle(pool: Pool, merchantId: MerchantId): Promise<string> {
  const at = new Date();
  const nowMs = at.getTime();
  const order = { merchantId, actor: 'test', nowMs };
  await setTerms(pool, order, { enabled: true, coolingOffHours: 0 });
  const money = { minor: 1_000_00n, currency: 'INR' } as const;
  await fundWallet(pool, { actor: 'test', merchantId, fundingId: newId(nowMs), money, at });
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

/** Each owner has one of a kind, whoever asks for it again. */
async function once(
  { merchantId }: Owner,
  kind: IdKind,
  make: (nth: number) => Promise<string>,
): Promise<string> {
  const key = `${merchantId} ${kind}`;
  const id = made.get(key) ?? (await make(made.size));
  made.set(key, id);
  return id;
}

function paymentOf(owner: Owner, kind: Known['kind']): Promise<string> {
  return once(owner, kind, async (nth) => {
    // Each merchant's payments have numbers of their own.
    const one = knownAt(1_400 * (1 + nth), [owner.merchantId]);
    const status = { payout: 'succeeded', payin: 'succeeded', transfer: 'booked' }[kind];
    const method = { payout: 'IMPS', payin: 'upi', transfer: 'send' }[kind];
    await insertKnown(owner.pool, [{ ...one, kind, status, method }]);
    return one.id;
  });
}

/** One of each kind. */
export async function idsOf(owner: Owner): Promise<Map<IdKind, string>> {
  const ids = new Map<IdKind, string>();
  for (const [kind, make] of Object.entries(idMakers)) ids.set(kind as IdKind, await make(owner));
  return ids;
}
