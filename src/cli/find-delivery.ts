/** Webhooks by the id that their receivers see. */
import type { Pool } from '../db/connection.ts';
import { listMerchants } from '../merchants/find-merchant.ts';
import { showDelivery } from '../webhooks/deliveries.ts';
import { badUsage, notFound } from './errors.ts';

/** Whoever's it is: one look-up per merchant, so for people only. */
export async function findDelivery(pool: Pool, webhook: string) {
  const deliveryId = deliveryIdOf(webhook);
  let afterNo = 0;
  for (;;) {
    const merchants = await listMerchants(pool, { afterNo });
    const last = merchants.at(-1);
    if (last === undefined) throw notFound(`There is no webhook "${webhook}".`);
    afterNo = last.merchantNo;
    for (const { merchantId } of merchants) {
      const delivery = await showDelivery(pool, merchantId, deliveryId);
      if (delivery !== undefined) return { merchantId, delivery };
    }
  }
}

/** `evt_` and an id, or the id alone. */
export function deliveryIdOf(webhook: string): string {
  const id = /^(?:evt_)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(webhook)?.[1];
  if (id === undefined) throw badUsage(`"${webhook}" is not a webhook id; write evt_….`);
  return id;
}
