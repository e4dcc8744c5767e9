/** `hundi order`: orders with what their contract keeps beside the payment. The payment itself: `hundi payout show`. */
import type { Command } from 'commander';
import { findOrder, listOrders, type FoundOrder } from '../payments/find-orders.ts';
import { merchantArgument, merchantHelp, merchantNamed, wholeOf } from './arguments.ts';
import { addCommand, textFlag } from './command.ts';
import { badUsage, notFound } from './errors.ts';
import { facts, table } from './output.ts';
import { shownPayout } from './payout-shown.ts';
import { withSession } from './session.ts';

export function addOrderCommands(group: Command): void {
  addList(group);
  addShow(group);
}

function addList(group: Command): void {
  addCommand(
    group,
    'list',
    'orders of a merchant, newest first',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .option('--limit <number>', 'at most 1000', '50')
        .option('--before <id>', 'those older than this payout id'),
    ([name], flags) => {
      const limit = wholeOf('--limit', textFlag(flags, 'limit') ?? '', 1, 1_000);
      const beforeId = textFlag(flags, 'before');
      if (beforeId !== undefined && !/^[0-9a-f-]{36}$/.test(beforeId))
        throw badUsage('--before is not the id of a payout.');
      return withSession(async ({ pool }) => {
        const { merchantId } = await merchantNamed(pool, name);
        const page = { limit, ...(beforeId !== undefined && { beforeId }) };
        const orders = (await listOrders(pool, merchantId, page)).map(shownOrder);
        const rows = orders.map(({ gatewayOrderId, orderId, referenceId, payout }) => [
          gatewayOrderId,
          payout.createdAt,
          payout.status,
          payout.amount,
          orderId,
          referenceId,
        ]);
        const headings = ['order', 'created', 'status', 'amount', 'order_id', 'reference_id'];
        return { data: { merchantId, orders }, text: table(headings, rows) };
      });
    },
  );
}

function addShow(group: Command): void {
  addCommand(
    group,
    'show',
    'one order, by its number or with --merchant by its order_id',
    (command) =>
      command
        .argument('<order>', 'GW…, or the order_id of the merchant')
        .option('--merchant <merchant>', merchantHelp),
    ([name = ''], flags) =>
      withSession(async ({ pool }) => {
        const { findPayoutOfAnyone } = await import('../payments/payout-dossier.ts');
        const merchantName = textFlag(flags, 'merchant');
        const order =
          merchantName === undefined
            ? await findPayoutOfAnyone(pool, name).then(
                (payout) =>
                  payout &&
                  findOrder(pool, payout.merchantId, { by: 'payoutId', value: payout.payoutId }),
              )
            : await findOrder(pool, (await merchantNamed(pool, merchantName)).merchantId, {
                by: 'reference',
                value: name,
              });
        if (order === undefined) throw notFound(`There is no order "${name}".`);
        return { data: shownOrder(order), text: orderText(order) };
      }),
  );
}

function shownOrder({ payout, meta, ...beside }: FoundOrder) {
  return {
    gatewayOrderId: payout.transactionNumber,
    orderId: payout.reference,
    ...beside,
    meta: meta === null ? null : (JSON.parse(meta) as unknown),
    payout: shownPayout(payout),
  };
}

function orderText(order: FoundOrder): string {
  const { payout } = order;
  const shown = shownPayout(payout);
  return facts({
    order: payout.transactionNumber,
    payout: payout.payoutId,
    merchant: payout.merchantId,
    contract: payout.contract,
    order_id: payout.reference,
    reference_id: order.referenceId,
    status: payout.status,
    because: payout.statusReason,
    amount: `${payout.currency} ${shown.amount}`,
    'fee and GST': `${shown.fee} and ${shown.gst}`,
    beneficiary: payout.beneficiaryName,
    'paid to':
      payout.beneficiaryVpa ?? `${payout.beneficiaryAccountNumber} ${payout.beneficiaryIfsc}`,
    'mode asked for': order.requestedMode,
    rail: payout.rail,
    'provider reference': order.providerReference,
    UTR: payout.utr,
    'callback URL': order.callbackUrl,
    meta: order.meta,
    created: payout.createdAt,
    updated: payout.updatedAt,
  });
}
