/** What an owner of wallets is for the Xprizo contract, beside its row of merchants: names, login, webhooks. */
import { transaction, type Pool, type Queryable, type Transaction } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from './audit.ts';
import { writeContact } from './contacts.ts';

/** Where a profile hears of what it created; each by an address of its own. */
export type WebhookKind = 'approval' | 'payment' | 'request_payment';

export interface Profile {
  readonly merchantId: MerchantId;
  readonly userName: string;
  readonly email: string | null;
  readonly mobile: string | null;
  /** Null while nobody logs in for it. */
  readonly userId: string | null;
  /** True when what moves money needs the pin. */
  readonly hasPin: boolean;
  readonly webhooks: Readonly<Record<WebhookKind, string | null>>;
  readonly createdAt: Date;
}

interface ProfileRow {
  merchant_id: MerchantId;
  user_name: string;
  email: string | null;
  mobile: string | null;
  user_id: string | null;
  has_pin: boolean;
  approval_webhook: string | null;
  payment_webhook: string | null;
  request_payment_webhook: string | null;
  created_at: Date;
}

const columns = `merchant_id, user_name, email, mobile, user_id, pin_hash is not null as has_pin,
  approval_webhook, payment_webhook, request_payment_webhook, created_at`;

/** Throws a unique violation when the user name or the mobile number is somebody's. */
export async function insertProfile(
  tx: Transaction,
  profile: {
    readonly merchantId: MerchantId;
    readonly userName: string;
    readonly mobile: string | null;
    readonly at: Date;
  },
): Promise<void> {
  const { merchantId, userName, mobile, at } = profile;
  await tx.query(
    `insert into profiles (merchant_id, user_name, mobile, pin_failures, created_at, updated_at)
     values ($1, $2, $3, 0, $4, $4)`,
    [merchantId, userName, mobile, at],
  );
  for (const contact of [userName, mobile])
    if (contact !== null) await writeContact(tx, merchantId, contact);
}

/** The first user of a profile logs in for it. Throws a unique violation when the address is somebody's. */
export async function adoptUser(
  tx: Transaction,
  user: { readonly merchantId: MerchantId; readonly userId: string; readonly email: string },
): Promise<void> {
  const { rowCount } = await tx.query(
    `update profiles set user_id = $2, email = $3 where merchant_id = $1 and user_id is null`,
    [user.merchantId, user.userId, user.email],
  );
  if (rowCount === 1) await writeContact(tx, user.merchantId, user.email);
}

export async function findProfile(
  db: Queryable,
  merchantId: MerchantId,
): Promise<Profile | undefined> {
  const { rows } = await db.query<ProfileRow>(
    `select ${columns} from profiles where merchant_id = $1`,
    [merchantId],
  );
  return rows.map(profileOf)[0];
}

/** The caller has checked the address; null: it hears nothing. */
export function setProfileWebhook(
  pool: Pool,
  order: { readonly merchantId: MerchantId; readonly actor: string; readonly nowMs: number },
  kind: WebhookKind,
  url: string | null,
): Promise<void> {
  return transaction(pool, async (tx) => {
    await tx.query(
      `update profiles set ${kind}_webhook = $2, updated_at = $3 where merchant_id = $1`,
      [order.merchantId, url, new Date(order.nowMs)],
    );
    await writeAuditEvent(tx, {
      ...order,
      action: 'profile.webhook_set',
      details: { kind, url },
    });
  });
}

function profileOf(row: ProfileRow): Profile {
  return {
    merchantId: row.merchant_id,
    userName: row.user_name,
    email: row.email,
    mobile: row.mobile,
    userId: row.user_id,
    hasPin: row.has_pin,
    webhooks: {
      approval: row.approval_webhook,
      payment: row.payment_webhook,
      request_payment: row.request_payment_webhook,
    },
    createdAt: row.created_at,
  };
}
