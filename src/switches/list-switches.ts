/** The switches for people to look at, and for the board. */
import type { Queryable } from '../db/connection.ts';
import type { SwitchKind } from './off-switches.ts';

export interface SwitchTurn {
  readonly kind: SwitchKind;
  readonly name: string;
  /** From 1; each turn is a new one. */
  readonly version: number;
  readonly isOff: boolean;
  readonly reason: string;
  readonly setBy: string;
  readonly setAt: Date;
}

const columns = `kind, name, version, is_off as "isOff", reason, set_by as "setBy", set_at as "setAt"`;
const mostTurns = 200;

/** In the order of their names. */
export async function listOff(db: Queryable): Promise<SwitchTurn[]> {
  const { rows } = await db.query<SwitchTurn>({
    name: 'switches_off',
    text: `select * from (
        select distinct on (kind, name) ${columns} from switches order by kind, name, version desc
      ) latest where "isOff"`,
  });
  return rows;
}

/** Newest first. */
export async function listTurns(db: Queryable): Promise<SwitchTurn[]> {
  const { rows } = await db.query<SwitchTurn>(
    `select ${columns} from switches order by set_at desc, version desc limit $1`,
    [mostTurns],
  );
  return rows;
}

/** How it stands; undefined when it was never turned, which is on. */
export async function findSwitch(
  db: Queryable,
  kind: SwitchKind,
  name: string,
): Promise<SwitchTurn | undefined> {
  const { rows } = await db.query<SwitchTurn>(
    `select ${columns} from switches where kind = $1 and name = $2 order by version desc limit 1`,
    [kind, name],
  );
  return rows[0];
}
