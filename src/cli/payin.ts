/** `hundi payin`: what became of money that customers were asked for, and what is to become of what is held. */
import type { Command } from 'commander';
import type { MerchantId } from '../kit/ids.ts';
import { findPayinOfAnyone, listPayins, readPayinDossier } from '../payments/find-payins.ts';
import { setPayinTerms, type PayinTerms } from '../payments/payin-terms.ts';
import { payinMoves, type PayinStatus } from '../payments/payin.ts';
import { promiseRelease } from '../payments/promise-release.ts';
import { merchantArgument, merchantHelp, merchantNamed, oneOf, wholeOf } from './arguments.ts';
import { addCommand, textFlag, type Flags } from './command.ts';
import { badUsage, notFound, refused } from './errors.ts';
import { facts, table } from './output.ts';
import { payinText, shownPayin, shownPayinDossier } from './payin-shown.ts';
import { actor, changeOf, withSession } from './session.ts';

const statuses = Object.keys(payinMoves) as PayinStatus[];
const payinHelp = 'transaction number, or pay-in id';

export function addPayinCommands(group: Command): void {
  addCommand(
    group,
    'list',
    'pay-ins of a merchant, newest first',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .option('--status <status>', statuses.join(', '))
        .option('--limit <number>', 'at most', '50'),
    ([name], flags) =>
      withSession(async ({ pool }) => {
        const status = textFlag(flags, 'status');
        const { merchantId } = await merchantNamed(pool, name);
        const found = await listPayins(pool, merchantId, {
          status: status === undefined ? undefined : oneOf('--status', status, statuses),
          limit: wholeOf('--limit', textFlag(flags, 'limit') ?? '', 1, 1_000),
        });
        const payins = found.map(shownPayin);
        const rows = payins.map((payin) => [
          payin.transactionNumber,
          payin.createdAt,
          payin.status,
          payin.amount,
          payin.received,
          payin.reference,
          payin.utr,
        ]);
        const headings = ['number', 'created', 'status', 'amount', 'received', 'reference', 'UTR'];
        return { data: { merchantId, payins }, text: table(headings, rows) };
      }),
  );
  addCommand(
    group,
    'show',
    'everything known of one: history, payments, journals, cases',
    (command) => command.argument('<payin>', payinHelp),
    ([name = '']) =>
      withSession(async ({ pool }) => {
        const payin = await findPayinOfAnyone(pool, name);
        if (payin === undefined) throw notFound(`There is no pay-in "${name}".`);
        const dossier = await readPayinDossier(pool, payin);
        return { data: shownPayinDossier(dossier), text: payinText(dossier) };
      }),
  );
  addRelease(group, 'credit', 'credit a held payment to the wallet, less its fee', 'wallet');
  addRelease(group, 'refund', 'give a held payment back to the customer', 'customer');
  addTerms(group);
}

function addRelease(
  group: Command,
  name: string,
  description: string,
  to: 'wallet' | 'customer',
): void {
  addCommand(
    group,
    name,
    description,
    (command) =>
      command
        .argument('<payin>', payinHelp)
        .argument('<payment>', 'id of the payment; `hundi payin show` names it')
        .requiredOption('--note <text>', 'why, for the audit'),
    ([payinName = '', paymentId = ''], flags) =>
      withSession(async ({ pool, clock }) => {
        const payin = await findPayinOfAnyone(pool, payinName);
        if (payin === undefined) throw notFound(`There is no pay-in "${payinName}".`);
        const about = { merchantId: payin.merchantId as MerchantId, payinId: payin.payinId };
        const promise = { paymentId, to, actor, note: textFlag(flags, 'note') ?? '' };
        const isHeld = await promiseRelease(pool, about, promise, clock.now().getTime());
        if (!isHeld) throw refused(`No payment "${paymentId}" of this pay-in is held.`);
        return {
          data: { ...about, paymentId, to },
          text: `Promised: a worker does it in a moment; \`hundi payin show ${payinName}\` tells.\n`,
        };
      }),
  );
}

function addTerms(group: Command): void {
  addCommand(
    group,
    'terms',
    'what is done with payments that are late, of another amount, or the second of a link',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .option('--late <what>', 'hold (default), credit or refund')
        .option('--wrong-amount <what>', 'hold (default), credit or refund')
        .option('--second <what>', 'hold (default), credit or refund'),
    ([name], flags) => {
      const change = termsOf(flags);
      return withSession(async (session) => {
        const { merchantId } = await merchantNamed(session.pool, name);
        const terms = await setPayinTerms(session.pool, merchantId, change, changeOf(session));
        return { data: { merchantId, ...terms }, text: facts({ ...terms }) };
      });
    },
  );
}

function termsOf(flags: Flags): Partial<PayinTerms> {
  const disposals = ['hold', 'credit', 'refund'] as const;
  const [late, wrong, second] = ['late', 'wrongAmount', 'second'].map((name) =>
    textFlag(flags, name),
  );
  if (late === undefined && wrong === undefined && second === undefined)
    throw badUsage('Say --late, --wrong-amount or --second.');
  return {
    ...(late !== undefined && { latePayments: oneOf('--late', late, disposals) }),
    ...(wrong !== undefined && { wrongAmounts: oneOf('--wrong-amount', wrong, disposals) }),
    ...(second !== undefined && { secondPayments: oneOf('--second', second, disposals) }),
  };
}
