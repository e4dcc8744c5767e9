/** Decides what becomes of a payee's requests and arrivals: pure, over what was loaded under the payees' locks. */
import { accountOf } from '../ledger/accounts.ts';
import type { Book } from '../ledger/book.ts';
import type { Promised } from '../outbox/outbox.ts';
import { referenceKey } from '../payments/create-payout.ts';
import type { NewXprizoTransaction } from '../payments/xprizo-transactions.ts';
import { isOwnerOff, nothingOff, type OffSwitches } from '../switches/off-switches.ts';
import type { IncomingAnswer, IncomingCommand, IncomingTransfer } from './incoming-transfer.ts';
import type { SpentComingIn } from './load-incoming.ts';
import { arrivedLegs } from './transfer-journals.ts';
import { graceMs } from './transfer-state.ts';

export interface IncomingInputs {
  readonly book: Book;
  /** By id. */
  readonly known: ReadonlyMap<string, IncomingTransfer>;
  /** By `referenceKey`. */
  readonly spent: ReadonlyMap<string, SpentComingIn>;
  /** What an operator has switched off. What has left its payer arrives all the same. */
  readonly off?: OffSwitches;
}

export interface IncomingDecision {
  readonly answers: IncomingAnswer[];
  readonly made: IncomingTransfer[];
  /** Asked for before, and arrived now. */
  readonly arrived: IncomingTransfer[];
  readonly kept: NewXprizoTransaction[];
  readonly promised: Promised[];
}

export function decideIncoming(
  commands: readonly IncomingCommand[],
  inputs: IncomingInputs,
): IncomingDecision {
  const decision: IncomingDecision = {
    answers: [],
    made: [],
    arrived: [],
    kept: [],
    promised: [],
  };
  const known = new Map(inputs.known);
  const spent = new Map(inputs.spent);
  for (const command of commands) {
    const found = known.get(command.transferId);
    const answer =
      command.kind === 'ask'
        ? ask(command, found, { spent, off: inputs.off ?? nothingOff }, decision)
        : arrive(command, found, inputs.book, decision);
    decision.answers.push(answer);
    if (answer.kind === 'done') known.set(command.transferId, answer.incoming);
  }
  return decision;
}

function ask(
  command: IncomingCommand,
  found: IncomingTransfer | undefined,
  { spent, off }: { readonly spent: Map<string, SpentComingIn>; readonly off: OffSwitches },
  decision: IncomingDecision,
): IncomingAnswer {
  if (found !== undefined) return { kind: 'done', incoming: found };
  const { merchantId, transferId, incoming, at } = command;
  const key = referenceKey(merchantId, incoming.reference);
  const used = spent.get(key);
  if (used !== undefined)
    return { kind: 'reference_used', isOpen: used.isOpen, earlier: used.request };
  const owners = [merchantId, incoming.payerId];
  if (
    off.isOff('method', 'transfer') ||
    owners.some((owner) => isOwnerOff(off, owner, incoming.currency))
  )
    return { kind: 'not_served' };
  spent.set(key, { isOpen: true, request: incoming });
  decision.made.push(incoming);
  decision.kept.push(keptBeside(command));
  decision.promised.push({
    ...{ merchantId, outboxId: transferId, topic: 'transfer', subjectId: transferId },
    ...{ subjectVersion: 1, target: '', payload: null, at },
    dueAt: new Date(at.getTime() + graceMs),
  });
  return { kind: 'done', incoming };
}

/** What has arrived stays as it is: whoever brings it again changes nothing. */
function arrive(
  command: IncomingCommand,
  found: IncomingTransfer | undefined,
  book: Book,
  decision: IncomingDecision,
): IncomingAnswer {
  if (found?.status === 'arrived') return { kind: 'done', incoming: found };
  const { merchantId, transferId: subjectId, currency, at } = command;
  const incoming: IncomingTransfer =
    found === undefined ? command.incoming : { ...found, status: 'arrived', arrivedAt: at };
  const wallet = book.find(merchantId, accountOf('wallet', currency));
  if (wallet === undefined) throw new RangeError('The payee has no wallet in this currency.');
  const legs = arrivedLegs({ currency, amountMinor: incoming.amountMinor });
  book.record(wallet, { subjectId, fact: 'transfer.arrived', legs, at });
  if (found === undefined) {
    decision.made.push(incoming);
    decision.kept.push(keptBeside(command));
  } else decision.arrived.push(incoming);
  return { kind: 'done', incoming };
}

function keptBeside({ merchantId, transferId, incoming, details, at }: IncomingCommand) {
  const { reference } = incoming;
  return { merchantId, transactionId: transferId, reference, details, at };
}
