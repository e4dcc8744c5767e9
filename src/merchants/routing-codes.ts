/** Ways to the card acquirer that an operator has set up for a wallet, each with its limits in the wallet's currency. */
import { transaction, type Pool, type Queryable } from '../db/connection.ts';
import { writeAuditEvent } from './audit.ts';
import type { Wallet } from './wallets.ts';

export interface RoutingCode {
  readonly walletNo: bigint;
  readonly code: string;
  readonly minimumMinor: bigint;
  /** Null: no upper limit. */
  readonly maximumMinor: bigint | null;
}

/**
 * What every wallet of the sandbox has without being given it, so that the published steering by amount can be tried; an
 * operator may set limits for it.
 */
export const sandboxCode = { code: 'MAN1', minimumMinor: 1n, maximumMinor: null } as const;

const columns = `wallet_no as "walletNo", code, minimum_minor as "minimumMinor", maximum_minor as "maximumMinor"`;

type Of = Pick<Wallet, 'merchantId' | 'walletNo'>;

export async function findRoutingCode(
  db: Queryable,
  { merchantId, walletNo }: Of,
  code: string,
): Promise<RoutingCode | undefined> {
  const { rows } = await db.query<RoutingCode>(
    `select ${columns} from routing_codes where merchant_id = $1 and wallet_no = $2 and code = $3`,
    [merchantId, walletNo, code],
  );
  return rows[0];
}

/** Of all wallets of the owner, by wallet and code. */
export async function listRoutingCodes(db: Queryable, merchantId: string): Promise<RoutingCode[]> {
  const { rows } = await db.query<RoutingCode>(
    `select ${columns} from routing_codes where merchant_id = $1 order by wallet_no, code`,
    [merchantId],
  );
  return rows;
}

interface Change {
  readonly actor: string;
  readonly nowMs: number;
}

/** Takes the place of an earlier one of that name; leaves an audit row. */
export function setRoutingCode(
  pool: Pool,
  { merchantId, walletNo }: Of,
  set: Omit<RoutingCode, 'walletNo'>,
  { actor, nowMs }: Change,
): Promise<void> {
  const { code, minimumMinor, maximumMinor } = set;
  return transaction(pool, async (tx) => {
    await tx.query(
      `insert into routing_codes (merchant_id, wallet_no, code, minimum_minor, maximum_minor, set_by, set_at)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (merchant_id, wallet_no, code) do update
       set minimum_minor = excluded.minimum_minor, maximum_minor = excluded.maximum_minor,
         set_by = excluded.set_by, set_at = excluded.set_at`,
      [merchantId, walletNo, code, minimumMinor, maximumMinor, actor, new Date(nowMs)],
    );
    const limits = { minimum: String(minimumMinor), maximum: maximumMinor && String(maximumMinor) };
    const details = { walletNo: String(walletNo), code, ...limits };
    await writeAuditEvent(tx, { merchantId, actor, nowMs, action: 'wallet.routing_set', details });
  });
}

/** False when the wallet has no such code. */
export function removeRoutingCode(
  pool: Pool,
  { merchantId, walletNo }: Of,
  code: string,
  { actor, nowMs }: Change,
): Promise<boolean> {
  return transaction(pool, async (tx) => {
    const { rowCount } = await tx.query(
      'delete from routing_codes where merchant_id = $1 and wallet_no = $2 and code = $3',
      [merchantId, walletNo, code],
    );
    if (rowCount !== 1) return false;
    const details = { walletNo: String(walletNo), code };
    await writeAuditEvent(tx, {
      ...{ merchantId, actor, nowMs, details },
      action: 'wallet.routing_removed',
    });
    return true;
  });
}
