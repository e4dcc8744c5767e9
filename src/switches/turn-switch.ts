/** Switching off and on: a new version of the switch, and the audit of it in the same commit. */
import { joined, type Pool, type Transaction } from '../db/connection.ts';
import { isUniqueViolation } from '../db/sqlstate.ts';
import { DomainError } from '../kit/errors.ts';
import { isUuid, type MerchantId } from '../kit/ids.ts';
import { currencies } from '../kit/money.ts';
import { platformId, writeAuditEvent } from '../merchants/audit.ts';
import { findMerchant } from '../merchants/find-merchant.ts';
import { findSwitch, type SwitchTurn } from './list-switches.ts';
import { providerNames, switchMethods, type SwitchKind } from './off-switches.ts';

export interface SwitchOrder {
  readonly kind: SwitchKind;
  readonly name: string;
  readonly isOff: boolean;
  /** A sentence for whoever looks next; at most 200 characters. */
  readonly reason: string;
  readonly actor: string;
  readonly nowMs: number;
}

const longestReason = 200;

/**
 * Within a second no process begins anything that it touches, or all of them do again. Throws DomainError
 * `request.invalid_fields` for a name that means nothing, `console.conflict` where it stands so already.
 */
export async function turnSwitch(db: Pool | Transaction, order: SwitchOrder): Promise<SwitchTurn> {
  const { kind, name, isOff, actor, nowMs } = order;
  const reason = order.reason.trim();
  if (reason === '' || reason.length > longestReason)
    throw refused('reason', `Say why, in at most ${longestReason} characters.`);
  await checkSwitch(db, kind, name);
  return joined(db, async (tx) => {
    const before = await findSwitch(tx, kind, name);
    if ((before?.isOff ?? false) === isOff)
      throw new DomainError('console.conflict', {
        reason: `It is switched ${isOff ? 'off' : 'on'} already.`,
      });
    const version = (before?.version ?? 0) + 1;
    const turn = { kind, name, version, isOff, reason, setBy: actor, setAt: new Date(nowMs) };
    await insert(tx, turn);
    await writeAuditEvent(tx, {
      merchantId: kind === 'merchant' ? (name as MerchantId) : platformId,
      ...{ actor, nowMs, action: isOff ? 'switch.off' : 'switch.on' },
      details: { kind, name, reason, version },
    });
    return turn;
  });
}

async function insert(tx: Transaction, turn: SwitchTurn): Promise<void> {
  try {
    await tx.query(
      `insert into switches (kind, name, version, is_off, reason, set_by, set_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [turn.kind, turn.name, turn.version, turn.isOff, turn.reason, turn.setBy, turn.setAt],
    );
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new DomainError('console.conflict', { reason: 'Somebody else turned it just now.' });
  }
}

/** A switch that turns nothing would be believed. Throws DomainError `request.invalid_fields`. */
async function checkSwitch(db: Pool | Transaction, kind: SwitchKind, name: string): Promise<void> {
  if (kind === 'provider' && !(providerNames as readonly string[]).includes(name))
    throw refused('name', `A provider is one of ${providerNames.join(', ')}.`);
  if (kind === 'method' && !(switchMethods as readonly string[]).includes(name))
    throw refused('name', `A method is one of ${switchMethods.join(', ')}.`);
  if (kind === 'currency' && !(currencies as readonly string[]).includes(name))
    throw refused('name', `A currency is one of ${currencies.join(', ')}.`);
  if (kind === 'merchant' && !(await isMerchant(db, name)))
    throw refused('name', 'There is no such merchant.');
}

async function isMerchant(db: Pool | Transaction, name: string): Promise<boolean> {
  return isUuid(name) && (await findMerchant(db, name)) !== undefined;
}

function refused(field: string, sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { [field]: [sentence] } });
}
