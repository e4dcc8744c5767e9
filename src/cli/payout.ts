/** `hundi payout`: what became of a payout, for whoever has to explain it. */
import type { Command } from 'commander';
import { listPayouts, type PayoutFilter } from '../payments/find-payouts.ts';
import type { PayoutStatus } from '../payments/payout.ts';
import {
  instantOf,
  merchantArgument,
  merchantHelp,
  merchantNamed,
  oneOf,
  rupeesOf,
  wholeOf,
} from './arguments.ts';
import { addCommand, textFlag, type Flags } from './command.ts';
import { notFound } from './errors.ts';
import { addPauseCommands } from './payout-pause.ts';
import { table } from './output.ts';
import { dossierText, shownDossier, shownPayout } from './payout-shown.ts';
import { withSession } from './session.ts';

const statuses: readonly PayoutStatus[] = [
  'queued',
  'processing',
  'succeeded',
  'failed',
  'reversed',
];

export function addPayoutCommands(group: Command): void {
  addList(group);
  addPauseCommands(group);
  addCommand(
    group,
    'show',
    'everything known of one: history, attempts, what the bank said, journals, cases, webhooks',
    (command) => command.argument('<payout>', 'transaction number, or payout id'),
    ([name = '']) =>
      withSession(async ({ pool }) => {
        const { findPayoutOfAnyone, readDossier } = await import('../payments/payout-dossier.ts');
        const { listDeliveries } = await import('../webhooks/deliveries.ts');
        const payout = await findPayoutOfAnyone(pool, name);
        if (payout === undefined) throw notFound(`There is no payout "${name}".`);
        const dossier = await readDossier(pool, payout);
        const { merchantId, payoutId } = payout;
        const webhooks = (
          await listDeliveries(pool, merchantId, { paymentIds: [payoutId] })
        ).toReversed();
        return { data: shownDossier(dossier, webhooks), text: dossierText(dossier, webhooks) };
      }),
  );
}

function addList(group: Command): void {
  addCommand(
    group,
    'list',
    'payouts of a merchant, newest first',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .option('--status <status>', statuses.join(', '))
        .option('--from <date>', 'created at or after: YYYY-MM-DD or an ISO date-time, UTC')
        .option('--to <date>', 'created before')
        .option('--reference <reference>', "the merchant's own reference")
        .option('--utr <utr>', 'what the bank calls it')
        .option('--search <text>', 'beginning of a number, reference or UTR')
        .option('--min <rupees>', 'amount at least')
        .option('--max <rupees>', 'amount at most')
        .option('--page <number>', 'from 1', '1')
        .option('--page-size <number>', 'payouts on a page, at most 1000', '50'),
    ([name], flags) => {
      const filter = filterOf(flags);
      return withSession(async ({ pool, clock }) => {
        const { merchantId } = await merchantNamed(pool, name);
        const { payouts, totalCount } = await listPayouts(
          pool,
          merchantId,
          filter,
          clock.now().getTime(),
        );
        const shown = payouts.map(shownPayout);
        const rows = shown.map((payout) => [
          payout.transactionNumber,
          payout.createdAt,
          payout.status,
          payout.amount,
          payout.reference,
          payout.utr,
        ]);
        const { page, pageSize } = filter;
        const list = table(['number', 'created', 'status', 'amount', 'reference', 'UTR'], rows);
        return {
          data: { merchantId, page, pageSize, totalCount, payouts: shown },
          text: `${list}${payouts.length} of ${totalCount}, page ${page}.\n`,
        };
      });
    },
  );
}

function filterOf(flags: Flags): PayoutFilter {
  const given = <T>(name: string, key: string, read: (text: string) => T) => {
    const text = textFlag(flags, name);
    return text === undefined ? {} : { [key]: read(text) };
  };
  const text = (value: string) => value;
  return {
    ...given('status', 'status', (value) => oneOf('--status', value, statuses)),
    ...given('from', 'fromMs', msOf),
    ...given('to', 'toMs', msOf),
    ...given('reference', 'reference', text),
    ...given('utr', 'utr', text),
    ...given('search', 'search', text),
    ...given('min', 'minAmountMinor', rupeesOf),
    ...given('max', 'maxAmountMinor', rupeesOf),
    sortBy: 'createdAt',
    sortOrder: 'desc',
    page: wholeOf('--page', textFlag(flags, 'page') ?? '', 1, 1_000_000),
    pageSize: wholeOf('--page-size', textFlag(flags, 'pageSize') ?? '', 1, 1_000),
  };
}

function msOf(text: string): number {
  return instantOf(text).getTime();
}
