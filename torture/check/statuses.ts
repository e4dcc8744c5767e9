/** What `Status` of the Xprizo contract says in the end, against the gateway's own book. */
import { keyOf } from '../order.ts';
import type { Scene } from '../scene.ts';
import { xprizoRequest } from '../xprizo.ts';
import type { Evidence } from './evidence.ts';
import type { Record } from './promises.ts';

/** The words that are final, by direction where they differ. */
const words: Readonly<Partial<globalThis.Record<Record['status'], string>>> = {
  succeeded: 'Active',
  booked: 'Active',
  rejected: 'Rejected',
  expired: 'Cancelled',
  cancelled: 'Cancelled',
  voided: 'Void',
};

function wordOf({ direction, status }: Record): string {
  if (status === 'failed') return direction === 'in' ? 'Rejected' : 'Void';
  if (status === 'reversed') return direction === 'in' ? 'Cancelled' : 'Void';
  return words[status] ?? 'one that is final';
}

/** Of at most `most` acknowledged requests, by either gateway: a sentence for each answer that is not so. */
export async function wrongStatuses(
  { deployment, merchants, random }: Scene,
  { asked, moved, nameOf, payins, payouts }: Evidence,
  most: number,
): Promise<string[]> {
  const { client, gateways } = deployment;
  const byKey = new Map(
    [...payins, ...payouts, ...moved].map((record) => {
      const merchant = nameOf.get(record.merchantId) ?? '';
      return [keyOf({ ...record, merchant }), record] as const;
    }),
  );
  const wrong: string[] = [];
  const promised = asked.filter(({ order, promised }) => order.xprizo && promised.size > 0);
  for (const { order } of random.shuffled(promised).slice(0, most)) {
    const { xprizo: access } = merchants.find(({ name }) => name === order.merchant) ?? {};
    const record = byKey.get(keyOf(order));
    if (access === undefined || order.xprizo === undefined || record === undefined) continue;
    const account = access.accounts[order.xprizo.currency];
    const place = `Transaction/Status/${account}/?reference=${order.reference}`;
    const asking = xprizoRequest(access, 'GET', place);
    const { status, body } = await client.send(random.pick(gateways).url, asking);
    const { status: word } = body as { readonly status?: string };
    if (status !== 200 || word !== wordOf(record))
      wrong.push(`${order.reference} is ${record.status}, Status answers ${status} ${word ?? ''}`);
  }
  return wrong;
}
