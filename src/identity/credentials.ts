/** Client id and secret of a merchant's program. The id leads to its merchant; of the secret only a hash is kept. */
import { timingSafeEqual } from 'node:crypto';
import { transaction, type Pool, type Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { findMerchantByNo } from '../merchants/find-merchant.ts';
import type { MerchantView } from '../merchants/merchant.ts';
import type { Role } from './caller.ts';
import { checkIsMerchant } from './merchants-only.ts';
import { checksumOf, randomName, randomSecret, sha256 } from './secrets.ts';
import { longestClientTokenSeconds } from './token-lives.ts';

export interface ClientSecret {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Somebody who proved who they are. */
export interface Subject {
  readonly merchant: MerchantView;
  readonly subject: string;
  readonly role: Role;
  /** When what it was proven by ends; nothing that is issued reaches beyond. */
  readonly endsAtMs: number;
}

export interface CredentialOrder {
  readonly merchantId: MerchantId;
  readonly merchantNo: number;
  readonly actor: string;
  readonly nowMs: number;
}

const clientIdShape = /^hc_([1-9a-z][0-9a-z]{0,5})_[a-z2-7]{16}$/;
const defaultOverlapMs = 24 * 3_600_000;
/** Stands in where there is no merchant or no credential, so that the same work is done. */
const nobody = '00000000-0000-0000-0000-000000000000';
const nothing = Buffer.alloc(32);

/** The secret is in the answer and nowhere else. Throws DomainError `console.conflict` for who is no merchant. */
export function createCredential(pool: Pool, order: CredentialOrder): Promise<ClientSecret> {
  return transaction(pool, (tx) => issueCredential(tx, order, 'credential.created'));
}

/**
 * A new credential; the ones before it end after the overlap, so that the merchant can change over. What they have
 * logged in ends with them: whoever holds a secret that leaked may hold a token, too. Throws DomainError
 * `console.conflict` for who is no merchant.
 */
export async function rotateCredential(
  pool: Pool,
  order: CredentialOrder & { readonly overlapMs?: number },
): Promise<ClientSecret> {
  const endsAt = new Date(order.nowMs + (order.overlapMs ?? defaultOverlapMs));
  return transaction(pool, async (tx) => {
    await tx.query(
      `update credentials set expires_at = $2
       where merchant_id = $1 and (expires_at is null or expires_at > $2)`,
      [order.merchantId, endsAt],
    );
    if (endsAt.getTime() - order.nowMs < longestClientTokenSeconds * 1_000)
      await tx.query(
        `update token_families set revoked_at = $2, revoked_because = 'credential rotated'
         where merchant_id = $1 and (revoked_at is null or revoked_at > $2) and expires_at > $2
           and subject in (select client_id from credentials where merchant_id = $1)`,
        [order.merchantId, endsAt],
      );
    return issueCredential(tx, order, 'credential.rotated');
  });
}

async function issueCredential(
  tx: Queryable,
  order: CredentialOrder,
  action: string,
): Promise<ClientSecret> {
  await checkIsMerchant(tx, order.merchantId);
  const clientId = `hc_${order.merchantNo.toString(36)}_${randomName(16)}`;
  const secret = randomSecret();
  const clientSecret = `hs_${secret}${checksumOf(secret)}`;
  await tx.query(
    `insert into credentials (merchant_id, client_id, secret_hash, created_at, expires_at)
     values ($1, $2, $3, $4, null)`,
    [order.merchantId, clientId, sha256(clientSecret), new Date(order.nowMs)],
  );
  await writeAuditEvent(tx, { ...order, action, details: { clientId } });
  return { clientId, clientSecret };
}

/**
 * Undefined for an unknown client, a wrong secret, a disabled merchant and an expired credential
 * alike, after the same statements and the same comparison.
 */
export async function proveClient(
  db: Queryable,
  presented: ClientSecret,
  nowMs: number,
): Promise<Subject | undefined> {
  const { merchant, credential } = await findCredential(db, presented.clientId);
  const known = credential !== undefined && credential.secret_hash.length === nothing.length;
  const matches = timingSafeEqual(
    sha256(presented.clientSecret),
    known ? credential.secret_hash : nothing,
  );
  if (!matches || !known || merchant?.status !== 'active') return undefined;
  // Before it was refused, such a credential could be made for a person.
  if (merchant.kind !== 'merchant' || !isCurrent(credential, nowMs)) return undefined;
  const endsAtMs = endOf(credential);
  return { merchant, subject: presented.clientId, role: 'payer', endsAtMs };
}

/** The merchant of a client id that exists, whoever presents it. */
export async function merchantOfClient(
  db: Queryable,
  clientId: string,
): Promise<MerchantView | undefined> {
  const { merchant, credential } = await findCredential(db, clientId);
  return credential && merchant;
}

/** How long a session that began with this client id may go on; undefined when it may not any more. */
export async function endOfClient(
  db: Queryable,
  merchantId: MerchantId,
  clientId: string,
  nowMs: number,
): Promise<number | undefined> {
  const credential = await readCredential(db, merchantId, clientId);
  return credential !== undefined && isCurrent(credential, nowMs) ? endOf(credential) : undefined;
}

/**
 * The same after a session was begun: a rotation that is under way is waited for, and one that begins later finds the
 * session.
 */
export async function endOfClientNow(
  db: Queryable,
  merchantId: MerchantId,
  clientId: string,
  nowMs: number,
): Promise<number | undefined> {
  const credential = await readCredential(db, merchantId, clientId, 'for share');
  return credential !== undefined && isCurrent(credential, nowMs) ? endOf(credential) : undefined;
}

export function isClientId(text: string): boolean {
  return clientIdShape.test(text);
}

interface CredentialRow {
  secret_hash: Buffer;
  expires_at: Date | null;
}

async function findCredential(
  db: Queryable,
  clientId: string,
): Promise<{ merchant: MerchantView | undefined; credential: CredentialRow | undefined }> {
  const merchantNo = parseInt(clientIdShape.exec(clientId)?.[1] ?? '0', 36);
  const merchant = await findMerchantByNo(db, merchantNo);
  const credential = await readCredential(
    db,
    merchant?.merchantId ?? (nobody as MerchantId),
    clientId.slice(0, 64).replaceAll('\0', ''),
  );
  return { merchant, credential };
}

async function readCredential(
  db: Queryable,
  merchantId: MerchantId,
  clientId: string,
  lock: '' | 'for share' = '',
): Promise<CredentialRow | undefined> {
  const { rows } = await db.query<CredentialRow>(
    `select secret_hash, expires_at from credentials where merchant_id = $1 and client_id = $2 ${lock}`,
    [merchantId, clientId],
  );
  return rows[0];
}

function isCurrent(credential: CredentialRow, nowMs: number): boolean {
  return endOf(credential) > nowMs;
}

/** Infinity while nothing has replaced it. */
function endOf({ expires_at }: CredentialRow): number {
  return expires_at?.getTime() ?? Infinity;
}
