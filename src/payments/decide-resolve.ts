/**
 * Decides how payouts go on: pure, over what was loaded under the wallets' locks.
 * Whoever brings the news, the same facts end in the same books; contradictions become cases for a person.
 */
import { startAttempt } from './decide-start.ts';
import { applyFact } from './decide-fact.ts';
import { aboutUnknownPayout } from './decide-stray.ts';
import type { ResolveAnswer, ResolveCommand } from './resolve-command.ts';
import { Resolution, type ResolveInputs } from './resolve-state.ts';

export interface ResolveDecision {
  readonly answers: ResolveAnswer[];
  readonly resolution: Resolution;
}

export function decideResolve(
  commands: readonly ResolveCommand[],
  inputs: ResolveInputs,
): ResolveDecision {
  const resolution = new Resolution(inputs);
  const answers = commands.map((command): ResolveAnswer => {
    const working = resolution.find(command.merchantId, command.payoutId);
    if (command.kind === 'fact')
      return working === undefined
        ? aboutUnknownPayout(command, resolution)
        : applyFact(command, working, resolution);
    if (working === undefined) return { kind: 'settled', note: 'no such payout' };
    return startAttempt(command, working, resolution);
  });
  return { answers, resolution };
}
