/** Kill switches: off on one person's word, and on again by a draft (`switch.on`). */
import { currencies } from '../../kit/money.ts';
import { platformId } from '../../merchants/audit.ts';
import { findMerchant } from '../../merchants/find-merchant.ts';
import { findPause } from '../../payments/payout-switch.ts';
import { namesOfActors } from '../../people/names.ts';
import { actorOf } from '../../people/person.ts';
import { listOff, listTurns, type SwitchTurn } from '../../switches/list-switches.ts';
import {
  providerNames,
  switchKinds,
  switchMethods,
  type SwitchKind,
} from '../../switches/off-switches.ts';
import { turnSwitch } from '../../switches/turn-switch.ts';
import type { SwitchAnswer, SwitchesAnswer } from '../answers/drafts.ts';
import type { PauseAnswer } from '../answers/shared.ts';
import { invalidField, textIn } from '../fields.ts';
import type { OperatorRoute } from '../route.ts';
import type { OperatorDeps } from './deps.ts';

export function switchRoutes({ pool }: OperatorDeps): readonly OperatorRoute[] {
  return [
    {
      method: 'GET',
      path: '/switches',
      permission: 'merchants.read',
      handle: async (): Promise<SwitchesAnswer> => {
        const [off, turns, pause] = await Promise.all([
          listOff(pool),
          listTurns(pool),
          pauseNow(pool),
        ]);
        const answers = await answersOf(pool, [...off, ...turns]);
        return {
          off: answers.slice(0, off.length),
          turns: answers.slice(off.length),
          pause,
          ...{ methods: switchMethods, providers: providerNames, currencies },
        };
      },
    },
    {
      // Without a second factor: whoever stops harm must not look for a telephone first.
      method: 'POST',
      path: '/switches/off',
      permission: 'switches.change',
      ids: { name: 'switch' },
      handle: async ({ caller, body, nowMs }) => {
        const turn = await turnSwitch(pool, {
          ...{ kind: kindIn(textIn(body, 'kind')), name: textIn(body, 'name', 60), isOff: true },
          ...{ reason: textIn(body, 'reason', 200), actor: actorOf(platformId, caller.personId) },
          nowMs,
        });
        return (await answersOf(pool, [turn]))[0];
      },
    },
  ];
}

export async function pauseNow(pool: OperatorDeps['pool']): Promise<PauseAnswer | null> {
  const pause = await findPause(pool);
  return pause === undefined ? null : { reason: pause.reason, since: pause.since.toISOString() };
}

function kindIn(text: string): SwitchKind {
  const kind = switchKinds.find((each) => each === text);
  if (kind === undefined) throw invalidField('kind', `One of ${switchKinds.join(', ')}.`);
  return kind;
}

async function answersOf(
  pool: OperatorDeps['pool'],
  turns: readonly SwitchTurn[],
): Promise<SwitchAnswer[]> {
  const actors = turns.map(({ setBy }) => setBy);
  const names = await namesOfActors(pool, platformId, actors);
  const ids = new Set(turns.filter(({ kind }) => kind === 'merchant').map(({ name }) => name));
  const merchants = new Map(
    await Promise.all(
      [...ids].map(async (id) => [id, (await findMerchant(pool, id))?.name ?? id] as const),
    ),
  );
  return turns.map(({ kind, name, isOff, reason, setBy, setAt }) => ({
    ...{ kind, name, isOff, reason, setAt: setAt.toISOString() },
    shownName: merchants.get(name) ?? name,
    setBy: names.get(setBy) ?? setBy,
  }));
}
