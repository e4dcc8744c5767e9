/** Routes of one payment, and of the shelf. */
import { DomainError } from '../../kit/errors.ts';
import { payinStory } from '../../views/payin-story.ts';
import { payoutStory } from '../../views/payout-story.ts';
import { readShelf } from '../../views/shelf.ts';
import type { Story } from '../../views/story.ts';
import { transferStory } from '../../views/transfer-story.ts';
import type { PaymentStory } from '../answers/payment.ts';
import type { Shelf } from '../answers/shelf.ts';
import { asJson } from '../as-json.ts';
import { idIn } from '../fields.ts';
import type { OperatorRoute } from '../route.ts';
import type { OperatorDeps } from './deps.ts';
import { summaryOf } from './payment-lists.ts';

export function paymentPageRoutes({ pool }: OperatorDeps): readonly OperatorRoute[] {
  return [
    {
      method: 'GET',
      path: '/merchants/:merchantId/payouts/:payoutId',
      permission: 'payments.read',
      ids: { merchantId: 'merchant', payoutId: 'payout' },
      handle: async ({ params }) =>
        told(await payoutStory(pool, idIn(params, 'merchantId'), idIn(params, 'payoutId'))),
    },
    {
      method: 'GET',
      path: '/merchants/:merchantId/payins/:payinId',
      permission: 'payments.read',
      ids: { merchantId: 'merchant', payinId: 'payin' },
      handle: async ({ params }) =>
        told(await payinStory(pool, idIn(params, 'merchantId'), idIn(params, 'payinId'))),
    },
    {
      method: 'GET',
      path: '/merchants/:merchantId/transfers/:transferId',
      permission: 'payments.read',
      ids: { merchantId: 'merchant', transferId: 'transfer' },
      handle: async ({ params }) =>
        told(await transferStory(pool, idIn(params, 'merchantId'), idIn(params, 'transferId'))),
    },
    {
      method: 'GET',
      path: '/shelf',
      permission: 'payments.read',
      handle: async ({ nowMs }): Promise<Shelf> => asJson(await readShelf(pool, nowMs)),
    },
  ];
}

function told(story: Story | undefined): PaymentStory {
  if (story === undefined) throw new DomainError('console.not_found');
  const { payment, ...rest } = story;
  return { payment: summaryOf(payment), ...asJson(rest) };
}
