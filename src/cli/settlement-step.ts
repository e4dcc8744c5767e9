/** Requesting, judging, sending and ending a settlement. */
import type { Command } from 'commander';
import type { Pool } from '../db/connection.ts';
import { isUuid, newId } from '../kit/ids.ts';
import { completeSettlement, failSettlement } from '../settlements/end-settlement.ts';
import { findSettlementOfAnyone } from '../settlements/find-settlements.ts';
import { approveSettlement, rejectSettlement } from '../settlements/judge-settlement.ts';
import { recordTransfer } from '../settlements/record-transfer.ts';
import { returnSettlement } from '../settlements/return-settlement.ts';
import { requestSettlement } from '../settlements/request-settlement.ts';
import type { Settlement, SettlementId, Step } from '../settlements/settlement.ts';
import {
  instantOf,
  merchantArgument,
  merchantHelp,
  merchantNamed,
  rupeesAmountOf,
} from './arguments.ts';
import { addCommand, textFlag, type Flags } from './command.ts';
import { badUsage, notFound } from './errors.ts';
import type { Answer } from './output.ts';
import { withSession } from './session.ts';
import { byHelp, personIn } from './settlement-address.ts';
import { headText, shownSettlement } from './settlement-shown.ts';

const longestReason = 200;

type Take = (pool: Pool, step: Step, argument: string) => Promise<Settlement>;

export function addStepCommands(group: Command): void {
  addRequest(group);
  addStep(group, 'approve', 'agree to it; not for who requested it', (pool, step) =>
    approveSettlement(pool, step),
  );
  addStep(group, 'complete', 'it has arrived: book it', (pool, step) =>
    completeSettlement(pool, step),
  );
  addEnding(group, 'reject', 'refuse it; the funds return', rejectSettlement);
  addEnding(group, 'fail', 'it will not arrive, or is withdrawn; the funds return', failSettlement);
  addRecord(group);
  addReturn(group);
}

/** By its id, whoever's it is. Throws CommandError `not_found`. */
export async function settlementNamed(pool: Pool, text = ''): Promise<Settlement> {
  const isId = isUuid(text.toLowerCase());
  const found = isId ? await findSettlementOfAnyone(pool, text) : undefined;
  if (found === undefined) throw notFound(`There is no settlement "${text}".`);
  return found;
}

/** One step by whoever `--by` names. */
export function taken(
  name: string | undefined,
  flags: Flags,
  take: (pool: Pool, step: Step) => Promise<Settlement>,
): Promise<Answer> {
  return withSession(async ({ pool, clock }) => {
    const by = personIn(flags);
    const { merchantId, settlementId } = await settlementNamed(pool, name);
    return answerOf(await take(pool, { merchantId, settlementId, by, at: clock.now() }));
  });
}

function answerOf(settlement: Settlement): Answer {
  return { data: shownSettlement(settlement), text: headText(settlement) };
}

function addRequest(group: Command): void {
  addCommand(
    group,
    'request',
    'hold money of a merchant to be sent to an address on its list',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .argument('<amount>', 'what leaves the wallet: INR=500.00')
        .requiredOption(
          '--to <address>',
          'as it stands on the list; a bank receives INR, TRC20 and ERC20 USDT',
        )
        .requiredOption('--by <name>', byHelp),
    ([merchant, amount = ''], flags) => {
      const amountMinor = rupeesAmountOf(amount);
      return withSession(async ({ pool, clock }) => {
        const by = personIn(flags);
        const { merchantId } = await merchantNamed(pool, merchant);
        const at = clock.now();
        const settlementId: SettlementId = newId<'settlement'>(at.getTime());
        const address = (textFlag(flags, 'to') ?? '').trim();
        const request = { merchantId, settlementId, amountMinor, address, by, at };
        return answerOf(await requestSettlement(pool, request));
      });
    },
  );
}

function addStep(group: Command, name: string, description: string, take: Take): void {
  addCommand(
    group,
    name,
    description,
    (command) =>
      command.argument('<settlement>', 'settlement id').requiredOption('--by <name>', byHelp),
    ([settlement], flags) => taken(settlement, flags, (pool, step) => take(pool, step, '')),
  );
}

function addReturn(group: Command): void {
  addCommand(
    group,
    'return',
    'it was completed and came back as a whole: book it back into the wallet',
    (command) =>
      command
        .argument('<settlement>', 'settlement id')
        .argument('<transfer>', 'UTR, or transaction hash, by which it came back')
        .requiredOption('--reason <text>', 'why, for whoever looks next')
        .requiredOption('--by <name>', byHelp),
    ([settlement, reference = ''], flags) => {
      const reason = reasonIn(flags);
      return taken(settlement, flags, (pool, step) =>
        returnSettlement(pool, step, { reference, reason }),
      );
    },
  );
}

function reasonIn(flags: Flags): string {
  const reason = (textFlag(flags, 'reason') ?? '').trim();
  if (reason === '' || reason.length > longestReason)
    throw badUsage(`Say why, in at most ${longestReason} characters.`);
  return reason;
}

function addEnding(group: Command, name: string, description: string, take: Take): void {
  addCommand(
    group,
    name,
    description,
    (command) =>
      command
        .argument('<settlement>', 'settlement id')
        .requiredOption('--reason <text>', 'why, for whoever looks next')
        .requiredOption('--by <name>', byHelp),
    ([settlement], flags) => {
      const reason = reasonIn(flags);
      return taken(settlement, flags, (pool, step) => take(pool, step, reason));
    },
  );
}

function addRecord(group: Command): void {
  addCommand(
    group,
    'record',
    'write down the transfer that was made outside; a transfer settles once',
    (command) =>
      command
        .argument('<settlement>', 'settlement id')
        .argument('<transfer>', 'UTR, or transaction hash')
        .option('--sent-at <date>', 'when it was sent, if not now: an ISO date-time, UTC')
        .requiredOption('--by <name>', byHelp),
    ([settlement, reference = ''], flags) => {
      const text = textFlag(flags, 'sentAt');
      const sent = text === undefined ? undefined : instantOf(text);
      return taken(settlement, flags, (pool, step) =>
        recordTransfer(pool, step, { reference, sentAt: sent ?? step.at }),
      );
    },
  );
}
