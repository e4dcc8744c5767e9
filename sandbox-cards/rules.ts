import type { DatabaseSync } from 'node:sqlite';
import type { Chance } from '../sandbox-bank/chance.ts';
import { InvalidRequest, objectOf } from '../sandbox-bank/order.ts';
import { numberOf, numberOrNull, textOf, type Row } from '../sandbox-bank/rows.ts';
import { wholeOrNull } from '../sandbox-bank/rules.ts';
import { ENQUIRY_BEHAVIOURS, isBehaviour, type Mischief } from './behaviours.ts';

/** The request a rule spoils. */
type Spoiled = 'authorise' | 'enquiry';

/** A standing order to misbehave. `routeCode` "*" means every route, and none. */
type Rule = Mischief & {
  routeCode: string;
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
  /** The misbehaviour for this request. Counts the rule's use: call it inside a transaction. */
  choose(on: Spoiled, routeCode: string | null, reference: string): Mischief | null;
};

const MOST_MS = 30 * 86_400_000;

export function openRules(db: DatabaseSync, chance: Chance): Rules {
  const insert = db.prepare(`insert into rules (route_code, request, behaviour, probability,
    times, delay_ms) values (?,?,?,?,?,?) returning id`);
  const list = db.prepare('select * from rules order by id');
  const remove = db.prepare('delete from rules where id = ?');
  // The rule of the very route before the rule of all routes, then the older one.
  const open = db.prepare(`select * from rules where request = ? and route_code in (?, '*')
    and (times is null or fired < times) order by route_code = '*', id`);
  const roll = db.prepare('update rules set rolls = rolls + 1, fired = fired + ? where id = ?');
  const onEnquiry = db.prepare(`select 1 from rules where request = 'enquiry' limit 1`);
  const attempts = db.prepare('select submits from unrecorded where reference = ?');

  return {
    add({ routeCode, on, behaviour, probability, times, delayMs }) {
      const row = insert.get(routeCode, on, behaviour, probability, times, delayMs);
      return `rule_${numberOf(row?.['id'])}`;
    },
    list: () => list.all().map(shownRule),
    remove(ruleId) {
      const id = /^rule_(\d{1,9})$/.exec(ruleId)?.[1];
      return id !== undefined && remove.run(Number(id)).changes > 0;
    },
    clear: () => db.exec('delete from rules'),
    anyOnEnquiry: () => onEnquiry.get() !== undefined,
    choose(on, routeCode, reference) {
      for (const row of open.all(on, routeCode ?? '*')) {
        const earlier = attempts.get(reference)?.['submits'] ?? 0n;
        const attempt = on === 'authorise' ? String(earlier) : String(row['rolls']);
        const drawn = chance.fraction('rule', numberOf(row['id']), reference, attempt);
        const fires = drawn < Number(row['probability']);
        roll.run(fires ? 1 : 0, numberOf(row['id']));
        const behaviour = textOf(row['behaviour']);
        if (fires && isBehaviour(behaviour))
          return { behaviour, delayMs: numberOrNull(row['delay_ms']) };
      }
      return null;
    },
  };
}

function shownRule(row: Row): object {
  return {
    ruleId: `rule_${numberOf(row['id'])}`,
    routeCode: textOf(row['route_code']),
    on: textOf(row['request']),
    behaviour: textOf(row['behaviour']),
    probability: Number(row['probability']),
    times: numberOrNull(row['times']),
    delayMs: numberOrNull(row['delay_ms']),
    fired: numberOf(row['fired']),
  };
}

/** Reads a rule from the control API. Throws `InvalidRequest`. */
export function readRule(body: unknown): Rule {
  const fields = objectOf(body, 'the body');
  const { routeCode = '*', behaviour, on = 'authorise', probability = 1 } = fields;
  if (typeof routeCode !== 'string' || !/^(\*|[\w-]{1,40})$/.test(routeCode))
    throw new InvalidRequest('routeCode must be a route code or "*"');
  if (!isBehaviour(behaviour)) throw new InvalidRequest('behaviour is not one the acquirer knows');
  if (on !== 'authorise' && on !== 'enquiry')
    throw new InvalidRequest('on must be "authorise" or "enquiry"');
  if (on === 'enquiry' && !ENQUIRY_BEHAVIOURS.includes(behaviour))
    throw new InvalidRequest(`on an enquiry: ${ENQUIRY_BEHAVIOURS.join(', ')}`);
  if (typeof probability !== 'number' || !(probability >= 0 && probability <= 1))
    throw new InvalidRequest('probability must be from 0 to 1');
  const times = wholeOrNull(fields['times'], 'times', 1_000_000_000);
  const delayMs = wholeOrNull(fields['delayMs'], 'delayMs', MOST_MS);
  return { routeCode, on, behaviour, probability, times, delayMs };
}
