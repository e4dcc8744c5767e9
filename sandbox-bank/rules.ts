import type { DatabaseSync } from 'node:sqlite';
import { ENQUIRY_BEHAVIOURS, isBehaviour, magicOf, type Mischief } from './behaviours.ts';
import type { Chance } from './chance.ts';
import { InvalidRequest, objectOf } from './order.ts';
import { REFUSAL_CODES, isRefusalCode } from './refusals.ts';
import { numberOf, numberOrNull, textOf, textOrNull, type Row } from './rows.ts';

/** The request a rule spoils. */
export type Spoiled = 'submit' | 'enquiry';

/** A standing order to misbehave. `accountNumber` "*" means every account. */
export type Rule = Mischief & {
  accountNumber: string;
  on: Spoiled;
  probability: number;
  times: number | null;
};

export type Rules = {
  add(rule: Rule): string;
  list(): object[];
  remove(ruleId: string): boolean;
  clear(): void;
  anyOnEnquiry(): boolean;
  /** The misbehaviour for this request, from the rules first and the account number second. Counts the rule's use: call it inside a transaction. */
  choose(on: Spoiled, accountNumber: string, reference: string): Mischief | null;
};

const MOST_MS = 30 * 86_400_000;

export function openRules(db: DatabaseSync, chance: Chance): Rules {
  const insert = db.prepare(`insert into rules (account_number, request, behaviour, probability,
    times, delay_ms, code) values (?,?,?,?,?,?,?) returning id`);
  const list = db.prepare('select * from rules order by id');
  const remove = db.prepare('delete from rules where id = ?');
  // The rule of the very account before the rule of all accounts, then the older one.
  const open = db.prepare(`select * from rules where request = ? and account_number in (?, '*')
    and (times is null or fired < times) order by account_number = '*', id`);
  const roll = db.prepare('update rules set rolls = rolls + 1, fired = fired + ? where id = ?');
  const onEnquiry = db.prepare(`select 1 from rules where request = 'enquiry' limit 1`);
  const attempts = db.prepare('select submits from unrecorded where reference = ?');

  return {
    add(rule) {
      const { accountNumber, on, behaviour, probability, times, delayMs, code } = rule;
      const row = insert.get(accountNumber, on, behaviour, probability, times, delayMs, code);
      return `rule_${numberOf(row?.['id'])}`;
    },
    list: () => list.all().map(shownRule),
    remove(ruleId) {
      const id = /^rule_(\d{1,9})$/.exec(ruleId)?.[1];
      return id !== undefined && remove.run(Number(id)).changes > 0;
    },
    clear: () => db.exec('delete from rules'),
    anyOnEnquiry: () => onEnquiry.get() !== undefined,
    choose(on, accountNumber, reference) {
      for (const row of open.all(on, accountNumber)) {
        const earlier = attempts.get(reference)?.['submits'] ?? 0n;
        const attempt = on === 'submit' ? String(earlier) : String(row['rolls']);
        const drawn = chance.fraction('rule', numberOf(row['id']), reference, attempt);
        const fires = drawn < Number(row['probability']);
        roll.run(fires ? 1 : 0, numberOf(row['id']));
        if (fires) return mischiefOf(row);
      }
      return on === 'submit' ? magicOf(accountNumber) : null;
    },
  };
}

function mischiefOf(row: Row): Mischief | null {
  const behaviour = textOf(row['behaviour']);
  if (!isBehaviour(behaviour)) return null;
  const code = textOrNull(row['code']);
  const delayMs = numberOrNull(row['delay_ms']);
  return { behaviour, delayMs, code: isRefusalCode(code) ? code : REFUSAL_CODES[0] };
}

function shownRule(row: Row): object {
  return {
    ruleId: `rule_${numberOf(row['id'])}`,
    accountNumber: textOf(row['account_number']),
    on: textOf(row['request']),
    behaviour: textOf(row['behaviour']),
    probability: Number(row['probability']),
    times: numberOrNull(row['times']),
    delayMs: numberOrNull(row['delay_ms']),
    code: textOrNull(row['code']),
    fired: numberOf(row['fired']),
  };
}

/** Reads a rule from the control API. Throws `InvalidRequest`. */
export function readRule(body: unknown): Rule {
  const fields = objectOf(body, 'the body');
  const { accountNumber, behaviour } = fields;
  if (typeof accountNumber !== 'string' || !/^(\*|[A-Za-z0-9._@-]{1,255})$/.test(accountNumber)) {
    throw new InvalidRequest('accountNumber must be an account number, a VPA or "*"');
  }
  if (!isBehaviour(behaviour)) throw new InvalidRequest('behaviour is not one the bank knows');
  const on = fields['on'] ?? 'submit';
  if (on !== 'submit' && on !== 'enquiry') {
    throw new InvalidRequest('on must be "submit" or "enquiry"');
  }
  if (on === 'enquiry' && !ENQUIRY_BEHAVIOURS.includes(behaviour)) {
    throw new InvalidRequest(`on an enquiry: ${ENQUIRY_BEHAVIOURS.join(', ')}`);
  }
  const probability = fields['probability'] ?? 1;
  if (typeof probability !== 'number' || !(probability >= 0 && probability <= 1)) {
    throw new InvalidRequest('probability must be from 0 to 1');
  }
  const times = wholeOrNull(fields['times'], 'times', 1_000_000_000);
  const delayMs = wholeOrNull(fields['delayMs'], 'delayMs', MOST_MS);
  const code = fields['code'] ?? REFUSAL_CODES[0];
  if (!isRefusalCode(code)) throw new InvalidRequest(`code: ${REFUSAL_CODES.join(', ')}`);
  return { accountNumber, on, behaviour, probability, times, delayMs, code };
}

export function wholeOrNull(value: unknown, name: string, most: number): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most) {
    throw new InvalidRequest(`${name} must be a whole number from 0 to ${most}`);
  }
  return value;
}
