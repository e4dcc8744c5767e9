/** The approval pin of a profile: with it, what moves money needs more than a key. Locked after repeated failures. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { transaction, type Pool, type Queryable } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { RecentMap } from './recent-map.ts';
import { passwordCost } from './passwords.ts';

const pinShape = /^\d{4,12}$/;
const mostFailures = 5;
const lockedMs = 15 * 60_000;

interface PinRow {
  pin_hash: string | null;
  pin_failures: number;
  pin_locked_until: Date | null;
}

interface PinOrder {
  readonly merchantId: MerchantId;
  readonly actor: string;
  readonly nowMs: number;
}

/** Replaces the one before, and ends a lock. Throws DomainError `request.invalid_fields`. */
export async function setPin(pool: Pool, order: PinOrder, pin: string): Promise<void> {
  if (!pinShape.test(pin))
    throw new DomainError('request.invalid_fields', {
      fields: { pin: ['A pin has 4 to 12 digits'] },
    });
  await writePin(pool, order, await hash(pin, passwordCost), 'profile.pin_set');
}

export function clearPin(pool: Pool, order: PinOrder): Promise<void> {
  return writePin(pool, order, null, 'profile.pin_cleared');
}

function writePin(
  pool: Pool,
  order: PinOrder,
  pinHash: string | null,
  action: string,
): Promise<void> {
  return transaction(pool, async (tx) => {
    await tx.query(
      `update profiles set pin_hash = $2, pin_failures = 0, pin_locked_until = null, updated_at = $3
       where merchant_id = $1`,
      [order.merchantId, pinHash, new Date(order.nowMs)],
    );
    await writeAuditEvent(tx, { ...order, action, details: {} });
  });
}

export class Pins {
  readonly #pool: Pool;
  /** What was right lately is remembered by a hash under a key of this process, so that a busy payer hashes once. */
  readonly #memoryKey = randomBytes(32);
  readonly #right = new RecentMap<{ readonly pinHash: string; readonly digest: Buffer }>(1_000);
  /** Of one profile one pin is looked at after the other: guesses at once are counted, right ones wait their turn. */
  readonly #turns = new Map<MerchantId, Promise<void>>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * Resolves when the profile has no pin or this is it. Throws DomainError `pin.refused`; `pin.locked` for a quarter of
   * an hour after five failures in a row, also for the right one; and `service.unavailable`.
   */
  async check(merchantId: MerchantId, pin: string | undefined, now: Date): Promise<void> {
    const before = this.#turns.get(merchantId) ?? Promise.resolve();
    const turn = before.then(() => this.#check(merchantId, pin ?? '', now));
    const settled = turn.catch(() => undefined);
    this.#turns.set(merchantId, settled);
    try {
      await turn;
    } catch (error) {
      throw unavailableOr(error);
    } finally {
      if (this.#turns.get(merchantId) === settled) this.#turns.delete(merchantId);
    }
  }

  async #check(merchantId: MerchantId, pin: string, now: Date): Promise<void> {
    const row = await readPin(this.#pool, merchantId, '');
    if (row.pin_hash === null) return;
    refuseLocked(row, now);
    const digest = createHmac('sha256', this.#memoryKey).update(pin).digest();
    const known = this.#right.get(merchantId);
    if (known?.pinHash === row.pin_hash && timingSafeEqual(known.digest, digest)) return;
    const pinHash = await this.#verify(merchantId, pin, now);
    if (pinHash === undefined) throw new DomainError('pin.refused');
    if (pinHash !== null) this.#right.set(merchantId, { pinHash, digest });
  }

  /** The hash that fits, null when there is no pin any more, undefined when it is wrong. Counted under a lock of the row. */
  #verify(merchantId: MerchantId, pin: string, now: Date): Promise<string | null | undefined> {
    return transaction(this.#pool, async (tx) => {
      const row = await readPin(tx, merchantId, 'for update');
      if (row.pin_hash === null) return null;
      refuseLocked(row, now);
      const isRight = pin.length <= 64 && (await verify(row.pin_hash, pin));
      const failures = isRight ? 0 : row.pin_failures + 1;
      const isLocked = failures >= mostFailures;
      await tx.query(
        'update profiles set pin_failures = $2, pin_locked_until = $3 where merchant_id = $1',
        [merchantId, isLocked ? 0 : failures, isLocked ? new Date(now.getTime() + lockedMs) : null],
      );
      return isRight ? row.pin_hash : undefined;
    });
  }
}

async function readPin(
  db: Queryable,
  merchantId: MerchantId,
  lock: '' | 'for update',
): Promise<PinRow> {
  const { rows } = await db.query<PinRow>(
    `select pin_hash, pin_failures, pin_locked_until from profiles where merchant_id = $1 ${lock}`,
    [merchantId],
  );
  return rows[0] ?? { pin_hash: null, pin_failures: 0, pin_locked_until: null };
}

function refuseLocked({ pin_locked_until: until }: PinRow, now: Date): void {
  if (until !== null && until > now) throw new DomainError('pin.locked');
}
