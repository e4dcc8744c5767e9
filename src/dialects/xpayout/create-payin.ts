/** `api_create_order` with `service_type` `payin`: the customer is given a place to pay, and until when. */
import type { ApiCaller } from '../../identity/api-callers.ts';
import { DomainError } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import type { JsonObject } from '../../kit/json.ts';
import { anyProvider, planInForce } from '../../merchants/marketplaces.ts';
import { placeAt, type CreatePayin, type CreatePayinAnswer } from '../../payments/create-payin.ts';
import { findPayinOrder } from '../../payments/find-payin-orders.ts';
import type { OrderDetails } from '../../payments/orders.ts';
import { upiIntentOf } from '../../payments/payin-view.ts';
import { servesPayin } from '../../payments/provider-sets.ts';
import { Faults, given } from './faults.ts';
import type { Answer } from './gate.ts';
import { notServed } from './not-served.ts';
import { readOrderFields } from './order-fields.ts';
import type { PayinParts, XpayoutParts } from './parts.ts';
import { createdPayinText, type ShownPayinOrder } from './present-payin.ts';

export async function createPayin(
  parts: XpayoutParts,
  payins: PayinParts,
  { merchant, marketplace }: ApiCaller,
  body: JsonObject,
): Promise<Answer> {
  const faults = new Faults();
  const fields = readOrderFields(body, parts.checkUrl, faults);
  const returnUrl = returnUrlOf(fields.meta, merchant.environment === 'live', faults);
  if (faults.found !== undefined)
    throw new DomainError('request.invalid_fields', { fields: faults.found });
  const at = parts.clock.now();
  const payinId = newId<'payin'>(at.getTime());
  const details: OrderDetails = { ...fields.details, requestedMode: null, returnUrl };
  const command: CreatePayin = {
    merchantId: merchant.merchantId,
    payinId,
    contract: 'xpayout',
    transactionNumber: await parts.numbers.take(at),
    reference: fields.orderId,
    currency: 'INR',
    amountMinor: fields.amountMinor,
    feePlan: planInForce('payin', merchant, marketplace),
    isServed: servesPayin(marketplace ?? anyProvider, payins.provider.name),
    place: placeAt(payins.provider, merchant.merchantNo, payinId),
    expiresAt: new Date(at.getTime() + payins.lifeMs),
    details,
    at,
  };
  const { message, order } = await orderOf(parts, await payins.lane.submit(command), {
    ...command,
    details,
  });
  const place = {
    paymentUrl: payins.paymentUrlOf(order.payin),
    upiIntent: upiIntentOf(order.payin, merchant.name),
  };
  return { status: 200, body: createdPayinText(message, order, place, parts.zone) };
}

const namesOfFields = { amountMinor: 'amount', currency: 'currency', method: 'order_id' } as const;

async function orderOf(
  { pool }: XpayoutParts,
  answer: CreatePayinAnswer,
  { details, ...command }: CreatePayin & { readonly details: OrderDetails },
): Promise<{ message: string; order: ShownPayinOrder }> {
  switch (answer.kind) {
    case 'created': {
      const { referenceId, meta } = details;
      return { message: 'Order created', order: { payin: answer.payin, referenceId, meta } };
    }
    case 'replayed': {
      const { merchantId, reference } = answer.payin;
      const order = await findPayinOrder(pool, merchantId, { by: 'reference', value: reference });
      if (order === undefined) throw new DomainError('service.internal');
      return { message: 'Order already exists', order };
    }
    case 'reference_conflict':
      throw new DomainError('payout.reference_conflict', {
        fields: Object.fromEntries(
          answer.fields.map((field) => [
            namesOfFields[field],
            [
              field === 'method'
                ? 'Names a payment that is not by UPI.'
                : 'Differs from the order created with this order_id.',
            ],
          ]),
        ),
      });
    case 'not_served':
      throw notServed(command);
    case 'fee_exceeds_amount':
      throw new DomainError('request.invalid_fields', {
        fields: { amount: ['Fee and GST would leave nothing of the amount.'] },
      });
  }
}

/** `meta.return_url`: where the payment page sends the customer back to. */
function returnUrlOf(meta: JsonObject, isLive: boolean, faults: Faults): string | null {
  const url = given(meta, 'return_url');
  if (url === undefined) return null;
  const protocols = isLive ? ['https:'] : ['https:', 'http:'];
  const parsed = typeof url === 'string' && url.length <= 2_000 ? URL.parse(url) : null;
  if (parsed !== null && protocols.includes(parsed.protocol)) return parsed.href;
  faults.add('meta.return_url', 'A return_url is an https address.');
  return null;
}
