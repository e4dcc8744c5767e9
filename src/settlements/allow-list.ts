/** The addresses to which a merchant may be settled. A new one waits before its first use: time to notice an intruder. */
import { transaction, type Pool, type Queryable } from '../db/connection.ts';
import { isUniqueViolation } from '../db/sqlstate.ts';
import { DomainError } from '../kit/errors.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { readAddress } from './read-address.ts';
import { networks, type Network } from './settlement.ts';
import { readTerms } from './terms.ts';

export interface ListedAddress {
  readonly addressId: string;
  readonly network: Network;
  readonly address: string;
  readonly label: string;
  readonly addedBy: string;
  readonly addedAt: Date;
  readonly usableFrom: Date;
  readonly removedBy: string | null;
  readonly removedAt: Date | null;
}

export interface NewAddress {
  readonly merchantId: MerchantId;
  readonly network: Network;
  readonly address: string;
  readonly label: string;
  readonly by: string;
  readonly at: Date;
  readonly isKnownIfsc: (code: string) => boolean;
}

const hourMs = 3_600_000;
const columns = `address_id as "addressId", network, address, label, added_by as "addedBy",
  added_at as "addedAt", usable_from as "usableFrom", removed_by as "removedBy", removed_at as "removedAt"`;

/** The wait is fixed now: shorter terms later do not shorten it. Throws DomainError `request.invalid_fields`. */
export async function allowAddress(pool: Pool, wanted: NewAddress): Promise<ListedAddress> {
  const { merchantId, network, by, at } = wanted;
  const label = wanted.label.trim();
  if (label.length > 100) throw refused('label', 'A label has at most 100 characters.');
  const read = readAddress(network, wanted.address.trim(), wanted.isKnownIfsc);
  if (!read.ok) throw refused('address', read.reason);
  try {
    return await transaction(pool, async (tx) => {
      const { coolingOffHours } = await readTerms(tx, merchantId);
      const usableFrom = new Date(at.getTime() + coolingOffHours * hourMs);
      const addressId = newId<'settlement_address'>(at.getTime());
      const { rows } = await tx.query<ListedAddress>(
        `insert into settlement_addresses
           (merchant_id, address_id, network, address, label, added_by, added_at, usable_from)
         values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${columns}`,
        [merchantId, addressId, network, read.text, label, by, at, usableFrom],
      );
      const [listed] = rows;
      if (listed === undefined) throw new Error('The insertion of an address answered no row.');
      await audit(tx, { merchantId, by, at }, 'settlements.address_allowed', listed);
      return listed;
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw refused('address', 'The address is on the list already.');
    throw error;
  }
}

/** Undefined when there is no such address on the list. What was requested to it can no longer be approved. */
export async function disallowAddress(
  pool: Pool,
  order: { readonly merchantId: MerchantId; readonly by: string; readonly at: Date },
  addressId: string,
): Promise<ListedAddress | undefined> {
  const { merchantId, by, at } = order;
  return transaction(pool, async (tx) => {
    const { rows } = await tx.query<ListedAddress>(
      `update settlement_addresses set removed_by = $3, removed_at = $4
       where merchant_id = $1 and address_id = $2 and removed_at is null returning ${columns}`,
      [merchantId, addressId, by, at],
    );
    if (rows[0] !== undefined) await audit(tx, order, 'settlements.address_disallowed', rows[0]);
    return rows[0];
  });
}

/** Oldest first, with those that were taken off. */
export async function listAddresses(
  db: Queryable,
  merchantId: MerchantId,
): Promise<ListedAddress[]> {
  const { rows } = await db.query<ListedAddress>(
    `select ${columns} from settlement_addresses where merchant_id = $1 order by address_id`,
    [merchantId],
  );
  return rows;
}

/** The listed address of that spelling. Throws DomainError `settlement.address_unusable`, also during its wait. */
export async function usableAddress(
  db: Queryable,
  merchantId: MerchantId,
  address: string,
  at: Date,
): Promise<ListedAddress> {
  // No two networks spell an address alike; they are named because the index begins with them.
  const { rows } = await db.query<ListedAddress>(
    `select ${columns} from settlement_addresses
     where merchant_id = $1 and network = any ($2) and address = $3 and removed_at is null`,
    [merchantId, [...networks], address],
  );
  const [listed] = rows;
  if (listed === undefined)
    throw new DomainError('settlement.address_unusable', {
      reason: 'The address is not on the list.',
    });
  if (listed.usableFrom > at)
    throw new DomainError('settlement.address_unusable', {
      reason: `The address is new: it may be used from ${listed.usableFrom.toISOString()} on.`,
    });
  return listed;
}

async function audit(
  db: Queryable,
  {
    merchantId,
    by,
    at,
  }: { readonly merchantId: MerchantId; readonly by: string; readonly at: Date },
  action: string,
  { addressId, network, address, usableFrom }: ListedAddress,
): Promise<void> {
  await writeAuditEvent(db, {
    merchantId,
    actor: by,
    action,
    details: { addressId, network, address, usableFrom },
    nowMs: at.getTime(),
  });
}

function refused(field: string, sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { [field]: [sentence] } });
}
