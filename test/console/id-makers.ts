/** For every kind of id in the table of routes: something that has such an id and belongs to this merchant. */
import { randomBytes } from 'node:crypto';
import type { Pool } from '../../src/db/connection.ts';
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
      const { rows } = await owner.pool.query<{ draft_id: string }>(
        `insert into drafts (merchant_id, draft_id, kind, payload, before, title, shown, hash, reason,
           made_by, made_by_name, made_at, expires_at, status)
         values ($1, gen_random_uuid(), 'merchant.fees', '{}', '{}', 'of the test', '[]', 'x', 'test',
           gen_random_uuid(), 'somebody', now(), now() + interval '1 day', 'open') returning draft_id`,
        [owner.merchantId],
      );
      return rows[0]?.draft_id ?? '';
    }),
  settlement: (owner) =>
    once(owner, 'settlement', async () => {
      const { rows } = await owner.pool.query<{ settlement_id: string }>(
        `insert into settlements (merchant_id, settlement_id, version, status, currency, network, address_id,
           address, amount_minor, reserve_no, requested_by, created_at, updated_at)
         values ($1, gen_random_uuid(), 1, 'requested', 'INR', 'BANK', gen_random_uuid(),
           'HDFC0000001/1234567890', 100, 1, 'somebody', now(), now()) returning settlement_id`,
        [owner.merchantId],
      );
      return rows[0]?.settlement_id ?? '';
    }),
  // Of the deployment, like its provider.
  switch: () => 'sandbox-bank',
  // Names nothing that belongs to anybody.
  word: () => 'payments',
};

const made = new Map<string, string>();

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
