/** `hundi payout pause` and `resume`: the switch that keeps payouts from going to providers. */
import type { Command } from 'commander';
import { findPause, pausePayouts, resumePayouts } from '../payments/payout-switch.ts';
import { addCommand, textFlag } from './command.ts';
import { badUsage, refused } from './errors.ts';
import { withSession } from './session.ts';

const longestReason = 200;

export function addPauseCommands(group: Command): void {
  addCommand(
    group,
    'pause',
    'submit nothing to the bank from now on; payouts are still taken, and wait',
    (command) => command.requiredOption('--reason <text>', 'why, for whoever looks next'),
    (_, flags) => {
      const reason = (textFlag(flags, 'reason') ?? '').trim();
      if (reason === '' || reason.length > longestReason)
        throw badUsage(`Say why, in at most ${longestReason} characters.`);
      return withSession(async ({ pool, clock }) => {
        const before = await findPause(pool);
        const pause = { reason, since: before?.since ?? clock.now() };
        await pausePayouts(pool, pause);
        return { data: { paused: true, ...pause }, text: `Paused: ${reason}\n` };
      }, 'any version');
    },
  );
  addCommand(
    group,
    'resume',
    'let payouts go to the bank again',
    (command) => command,
    () =>
      withSession(async ({ pool }) => {
        const ended = await resumePayouts(pool);
        if (ended === undefined) throw refused('Payouts are not paused.');
        return {
          data: { paused: false, ended },
          text: `Resumed; the pause was: ${ended.reason}\n`,
        };
      }),
  );
}
