/** `hundi order`: orders with what their contract keeps beside the payment. The payment itself: `hundi payout show`, `hundi payin show`. */
import type { Command } from 'commander';
import type { Pool } from '../db/connection.ts';
import type { Service } from '../merchants/fee-plans.ts';
import { findOrder, listOrders } from '../payments/find-orders.ts';
import { findPayinOrder, listPayinOrders } from '../payments/find-payin-orders.ts';
import { merchantArgument, merchantHelp, merchantNamed, oneOf, wholeOf } from './arguments.ts';
import { addCommand, textFlag, type Flags } from './command.ts';
import { badUsage, notFound } from './errors.ts';
import { orderText, payinOrderText, shownOrder, shownPayinOrder } from './order-shown.ts';
import { table, type Answer } from './output.ts';
import { withSession } from './session.ts';

const services: readonly Service[] = ['payout', 'payin'];

export function addOrderCommands(group: Command): void {
  addList(group);
  addShow(group);
}

function addList(group: Command): void {
  addCommand(
    group,
    'list',
    'orders of a merchant in both directions, newest first',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .option('--service <service>', 'payout or payin alone')
        .option('--limit <number>', 'at most 1000', '50')
        .option('--before <id>', 'those older than this payout or pay-in id'),
    ([name], flags) => {
      const limit = wholeOf('--limit', textFlag(flags, 'limit') ?? '', 1, 1_000);
      const beforeId = textFlag(flags, 'before');
      if (beforeId !== undefined && !/^[0-9a-f-]{36}$/.test(beforeId))
        throw badUsage('--before is not the id of a payout or pay-in.');
      const service = serviceIn(flags);
      return withSession(async ({ pool }) => {
        const { merchantId } = await merchantNamed(pool, name);
        const page = { limit, ...(beforeId !== undefined && { beforeId }) };
        const [out, into] = await Promise.all([
          service === 'payin' ? [] : listOrders(pool, merchantId, page),
          service === 'payout' ? [] : listPayinOrders(pool, merchantId, page),
        ]);
        // Ids begin with their time, whichever direction they are of.
        const orders = [...out.map(shownOrder), ...into.map(shownPayinOrder)]
          .sort((one, other) => (one.paymentId < other.paymentId ? 1 : -1))
          .slice(0, limit);
        const rows = orders.map(({ service: direction, payment, ...order }) => [
          ...[order.gatewayOrderId, direction, payment.createdAt, payment.status],
          ...[payment.amount, order.orderId, order.referenceId],
        ]);
        const headings = [
          ...['order', 'service', 'created', 'status', 'amount'],
          ...['order_id', 'reference_id'],
        ];
        return { data: { merchantId, orders: orders.map(dataOf) }, text: table(headings, rows) };
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
        .option('--merchant <merchant>', merchantHelp)
        .option('--service <service>', 'payout or payin, where one order_id names both'),
    ([name = ''], flags) =>
      withSession(async ({ pool }) => {
        const merchantName = textFlag(flags, 'merchant');
        const merchantId =
          merchantName === undefined
            ? undefined
            : (await merchantNamed(pool, merchantName)).merchantId;
        const service = serviceIn(flags);
        const found =
          (service === 'payin' ? undefined : await payoutOrder(pool, name, merchantId)) ??
          (service === 'payout' ? undefined : await payinOrder(pool, name, merchantId));
        if (found === undefined) throw notFound(`There is no order "${name}".`);
        return found;
      }),
  );
}

function serviceIn(flags: Flags): Service | undefined {
  const text = textFlag(flags, 'service');
  return text === undefined ? undefined : oneOf('--service', text, services);
}

/** Without a merchant: by its number, whoever's it is. */
async function payoutOrder(
  pool: Pool,
  name: string,
  merchantId: string | undefined,
): Promise<Answer | undefined> {
  const { findPayoutOfAnyone } = await import('../payments/payout-dossier.ts');
  const payout = merchantId === undefined ? await findPayoutOfAnyone(pool, name) : undefined;
  const order =
    merchantId !== undefined
      ? await findOrder(pool, merchantId, { by: 'reference', value: name })
      : payout &&
        (await findOrder(pool, payout.merchantId, { by: 'payoutId', value: payout.payoutId }));
  return order && { data: dataOf(shownOrder(order)), text: orderText(order) };
}

async function payinOrder(
  pool: Pool,
  name: string,
  merchantId: string | undefined,
): Promise<Answer | undefined> {
  const { findPayinOfAnyone } = await import('../payments/find-payins.ts');
  const payin = merchantId === undefined ? await findPayinOfAnyone(pool, name) : undefined;
  const order =
    merchantId !== undefined
      ? await findPayinOrder(pool, merchantId, { by: 'reference', value: name })
      : payin &&
        (await findPayinOrder(pool, payin.merchantId, { by: 'payinId', value: payin.payinId }));
  return order && { data: dataOf(shownPayinOrder(order)), text: payinOrderText(order) };
}

/** The payment under the name of its kind. */
function dataOf({
  payment,
  paymentId: _,
  ...order
}: ReturnType<typeof shownOrder> | ReturnType<typeof shownPayinOrder>): object {
  return { ...order, [order.service]: payment };
}
