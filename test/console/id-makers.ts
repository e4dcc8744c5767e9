/** For every kind of id in the table of routes: something that has such an id and belongs to this merchant. */
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
  // Names nothing that belongs to anybody.
  word: () => 'payments',
};

const made = new Map<string, string>();

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
