/** What one profile may do with a wallet: all with its own, with another's what was granted. */
import { transaction, type Pool, type Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from './audit.ts';
import { findWallet, type Wallet } from './wallets.ts';

/** Each holds what stands before it: read looks, create makes transactions, approve accepts those that wait. */
export const accessLevels = ['none', 'read', 'create', 'approve', 'full'] as const;
export type AccessLevel = (typeof accessLevels)[number];

export function reaches(level: AccessLevel, needed: AccessLevel): boolean {
  return accessLevels.indexOf(level) >= accessLevels.indexOf(needed);
}

export interface WalletAccess {
  readonly wallet: Wallet;
  readonly level: AccessLevel;
}

/** Undefined when there is no such wallet. */
export async function walletAccess(
  db: Queryable,
  profileId: MerchantId,
  walletNo: bigint,
): Promise<WalletAccess | undefined> {
  const wallet = await findWallet(db, walletNo);
  if (wallet === undefined) return undefined;
  if (wallet.merchantId === profileId) return { wallet, level: 'full' };
  const { rows } = await db.query<{ level: AccessLevel }>(
    `select level from wallet_grants
     where merchant_id = $1 and wallet_no = $2 and grantee_id = $3`,
    [wallet.merchantId, walletNo, profileId],
  );
  return { wallet, level: rows[0]?.level ?? 'none' };
}

export interface Grant {
  readonly profileId: number;
  readonly name: string;
  readonly level: AccessLevel;
  readonly grantedBy: string;
  readonly grantedAt: Date;
}

/** Whom the owner has let in, in the order of their numbers. */
export async function grantsOf(
  db: Queryable,
  wallet: Pick<Wallet, 'merchantId' | 'walletNo'>,
): Promise<Grant[]> {
  const { rows } = await db.query<Grant>(
    `select m.merchant_no as "profileId", m.name, g.level, g.granted_by as "grantedBy",
       g.granted_at as "grantedAt"
     from wallet_grants g join merchants m on m.merchant_id = g.grantee_id
     where g.merchant_id = $1 and g.wallet_no = $2 order by m.merchant_no`,
    [wallet.merchantId, wallet.walletNo],
  );
  return rows;
}

/** `none` takes away what was granted before. The owner's own access is Full and cannot be set. */
export function grantWallet(
  pool: Pool,
  wallet: Pick<Wallet, 'merchantId' | 'walletNo'>,
  granteeId: MerchantId,
  level: AccessLevel,
  { actor, nowMs }: { readonly actor: string; readonly nowMs: number },
): Promise<void> {
  const { merchantId, walletNo } = wallet;
  return transaction(pool, async (tx) => {
    if (level === 'none')
      await tx.query(
        'delete from wallet_grants where merchant_id = $1 and wallet_no = $2 and grantee_id = $3',
        [merchantId, walletNo, granteeId],
      );
    else
      await tx.query(
        `insert into wallet_grants (merchant_id, wallet_no, grantee_id, level, granted_by, granted_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (merchant_id, wallet_no, grantee_id) do update
         set level = excluded.level, granted_by = excluded.granted_by, granted_at = excluded.granted_at`,
        [merchantId, walletNo, granteeId, level, actor, new Date(nowMs)],
      );
    const details = { walletNo, granteeId, level };
    await writeAuditEvent(tx, { merchantId, actor, nowMs, action: 'wallet.access_set', details });
  });
}
