/** `hundi payout pause` and `resume`: the switch that keeps payouts from going to providers. */
import type { Command } from 'commander';
import { transaction, type Transaction } from '../db/connection.ts';
import { platformId, writeAuditEvent } from '../merchants/audit.ts';
import { findPause, pausePayouts, resumePayouts } from '../payments/payout-switch.ts';
import { addCommand, textFlag } from './command.ts';
import { badUsage, refused } from './errors.ts';
import { changeOf, withSession, type Session } from './session.ts';

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
      return withSession(async (session) => {
        const { pool, clock } = session;
        const before = await findPause(pool);
        const pause = { reason, since: before?.since ?? clock.now() };
        await transaction(pool, async (tx) => {
          await pausePayouts(tx, pause);
          await auditTurn(tx, session, 'payouts.paused', reason);
        });
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
      withSession(async (session) => {
        const ended = await transaction(session.pool, async (tx) => {
          const pause = await resumePayouts(tx);
          if (pause === undefined) throw refused('Payouts are not paused.');
          await auditTurn(tx, session, 'payouts.resumed', pause.reason);
          return pause;
        });
        return {
          data: { paused: false, ended },
          text: `Resumed; the pause was: ${ended.reason}\n`,
        };
      }),
  );
}

function auditTurn(
  tx: Transaction,
  session: Session,
  action: 'payouts.paused' | 'payouts.resumed',
  reason: string,
): Promise<void> {
  const event = { merchantId: platformId, action, details: { reason }, ...changeOf(session) };
  return writeAuditEvent(tx, event);
}
