import type { DatabaseSync } from 'node:sqlite';
import type { Chance } from '../sandbox-bank/chance.ts';
import { numberOf, numberOrNull, textOf, textOrNull, type Row } from '../sandbox-bank/rows.ts';
import * as behaviours from './behaviours.ts';
import type { Behaviour, Mischief, Request } from './behaviours.ts';
import { bad, fieldsOf } from './wire.ts';

/** A standing order to misbehave. `target` is the phone of the payment, or "*" for every one. */
export type Rule = {
  target: string;
  on: Request;
  behaviour: Behaviour;
  probability: number;
  times: number | null;
  delayMs: number | null;
  code: string | null;
};

/** The rules, and how often each behaviour was really used. Writing functions belong inside a transaction. */
export type Rules = {
  add(rule: Rule): string;
  list(): object[];
  clear(): void;
  /** The misbehaviour for this request, counted when there is one. */
  choose(on: Request, target: string, reference: string): Mischief | null;
  faults(): Record<string, number>;
};

export function openRules(db: DatabaseSync, chance: Chance): Rules {
  const insert = db.prepare(`insert into rules (target, request, behaviour, probability, times,
    delay_ms, code) values (?,?,?,?,?,?,?) returning id`);
  const list = db.prepare('select * from rules order by id');
  // The rule of the very phone before the rule of all phones, then the older one.
  const open = db.prepare(`select * from rules where request = ? and target in (?, '*')
    and (times is null or fired < times) order by target = '*', id`);
  const roll = db.prepare('update rules set rolls = rolls + 1, fired = fired + ? where id = ?');
  const count = db.prepare(`insert into faults (behaviour, fired) values (?, 1)
    on conflict (behaviour) do update set fired = fired + 1`);
  const faults = db.prepare('select behaviour, fired from faults order by behaviour');

  return {
    add({ target, on, behaviour, probability, times, delayMs, code }) {
      const row = insert.get(target, on, behaviour, probability, times, delayMs, code);
      return `rule_${numberOf(row?.['id'])}`;
    },
    list: () => list.all().map(shownRule),
    clear: () => db.exec('delete from rules'),
    choose(on, target, reference) {
      for (const row of open.all(on, target)) {
        const drawn = chance.fraction(
          'rule',
          numberOf(row['id']),
          reference,
          numberOf(row['rolls']),
        );
        const fires = drawn < Number(row['probability']);
        roll.run(fires ? 1 : 0, numberOf(row['id']));
        if (!fires) continue;
        count.run(textOf(row['behaviour']));
        return mischiefOf(row);
      }
      return null;
    },
    faults: () =>
      Object.fromEntries(
        faults.all().map((row) => [textOf(row['behaviour']), numberOf(row['fired'])]),
      ),
  };
}

function mischiefOf(row: Row): Mischief | null {
  const behaviour = textOf(row['behaviour']);
  if (!behaviours.isBehaviour(behaviour)) return null;
  const delayMs = behaviours.delayOf(behaviour, numberOrNull(row['delay_ms']));
  return { behaviour, delayMs, code: textOrNull(row['code']) };
}

function shownRule(row: Row): object {
  return {
    ruleId: `rule_${numberOf(row['id'])}`,
    target: textOf(row['target']),
    on: textOf(row['request']),
    behaviour: textOf(row['behaviour']),
    probability: Number(row['probability']),
    times: numberOrNull(row['times']),
    delayMs: numberOrNull(row['delay_ms']),
    code: textOrNull(row['code']),
    fired: numberOf(row['fired']),
  };
}

/** Reads a rule from the control API. Throws `Refusal`. */
export function readRule(body: unknown): Rule {
  const fields = fieldsOf(body);
  const { target = '*', behaviour, code = null, probability = 1 } = fields;
  const on = behaviours.REQUESTS.find((each) => each === fields['on']);
  if (on === undefined) throw bad(`on: ${behaviours.REQUESTS.join(', ')}`);
  if (typeof target !== 'string' || !/^(\*|254\d{9})$/.test(target)) throw bad('target');
  if (!behaviours.isBehaviour(behaviour) || !behaviours.behavioursOn(on).includes(behaviour))
    throw bad(`behaviour: ${behaviours.behavioursOn(on).join(', ')}`);
  if (typeof probability !== 'number' || !(probability >= 0 && probability <= 1))
    throw bad('probability');
  if (code !== null && typeof code !== 'string') throw bad('code');
  const times = wholeOrNull(fields, 'times');
  return {
    target,
    on,
    behaviour,
    probability,
    times,
    delayMs: wholeOrNull(fields, 'delayMs'),
    code,
  };
}

/** Throws `Refusal`. */
export function wholeOrNull(fields: Record<string, unknown>, name: string): number | null {
  const value = fields[name] ?? null;
  if (value === null) return null;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 2_592_000_000)
    throw bad(name);
  return value;
}
