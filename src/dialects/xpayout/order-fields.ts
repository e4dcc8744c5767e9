/** What every order holds, whichever way its money goes; every fault is found before any is told. */
import { isJsonObject, JsonNumber, type JsonObject } from '../../kit/json.ts';
import { jsonText } from '../../kit/json-text.ts';
import { MoneyError, parseMoney } from '../../kit/money.ts';
import type { OrderDetails } from '../../payments/orders.ts';
import { given, textOf, type Faults } from './faults.ts';
import type { XpayoutParts } from './parts.ts';

export interface OrderFields {
  readonly orderId: string;
  readonly amountMinor: bigint;
  readonly details: Omit<OrderDetails, 'requestedMode'>;
  /** Empty when there is none. */
  readonly meta: JsonObject;
}

const largestMetaBytes = 4 * 1024;

const amountTold =
  'The amount must be above zero, with at most 13 digits before the point and 2 decimals.';

const shapes = {
  orderId: {
    shape: /^[\x21-\x7e]{1,64}$/,
    told: 'An order_id is 1 to 64 visible ASCII characters.',
  },
  referenceId: {
    shape: /^[\x20-\x7e]{1,64}$/,
    told: 'A reference_id is at most 64 ASCII characters.',
  },
  name: { shape: /^[^<>]{1,200}$/, told: 'A name is at most 200 characters, without < and >.' },
  email: {
    shape: /^(?=.{3,254}$)[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/,
    told: 'This is not an e-mail address.',
  },
  mobile: {
    shape: /^(?:[6-9]\d{9}|\+[1-9]\d{6,14})$/,
    told: 'A mobile number is 10 Indian digits or E.164.',
  },
} as const;

/** Unknown fields are ignored. */
export function readOrderFields(
  body: JsonObject,
  checkUrl: XpayoutParts['checkUrl'],
  faults: Faults,
): OrderFields {
  const orderId = textOf(body, 'order_id', shapes.orderId, faults);
  if (given(body, 'order_id') === undefined) faults.add('order_id', 'The order_id is missing.');
  if (body.currency !== 'INR') faults.add('currency', 'The currency must be INR.');
  const meta = metaOf(body, faults);
  return {
    orderId: orderId ?? '',
    amountMinor: amountOf(body, faults),
    meta: meta ?? {},
    details: {
      referenceId: textOf(body, 'reference_id', shapes.referenceId, faults),
      customerName: textOf(body, 'customer_name', shapes.name, faults),
      customerEmail: textOf(body, 'customer_email', shapes.email, faults),
      customerMobile: textOf(body, 'customer_mobile', shapes.mobile, faults),
      callbackUrl: urlOf(body, checkUrl, faults),
      returnUrl: null,
      meta: meta === undefined ? null : jsonText(meta),
    },
  };
}

/** A number is read from its source text; nothing is rounded. */
function amountOf(body: JsonObject, faults: Faults): bigint {
  const { amount } = body;
  const text = amount instanceof JsonNumber ? amount.text : amount;
  if (typeof text === 'string') {
    try {
      const { minor } = parseMoney(text, 'INR');
      if (minor > 0n) return minor;
    } catch (error) {
      if (!(error instanceof MoneyError)) throw error;
    }
  }
  faults.add('amount', amountTold);
  return 0n;
}

function urlOf(
  body: JsonObject,
  checkUrl: XpayoutParts['checkUrl'],
  faults: Faults,
): string | null {
  const url = given(body, 'callback_url');
  if (url === undefined) return null;
  const judged =
    typeof url === 'string' ? checkUrl(url) : { ok: false as const, reason: 'This is not a URL.' };
  if (!judged.ok) faults.add('callback_url', judged.reason);
  return typeof url === 'string' ? url : null;
}

function metaOf(body: JsonObject, faults: Faults): JsonObject | undefined {
  const meta = given(body, 'meta');
  // PHP writes an object without fields as an empty list.
  if (meta === undefined || (Array.isArray(meta) && meta.length === 0)) return undefined;
  if (!isJsonObject(meta)) {
    faults.add('meta', 'The meta must be an object.');
    return undefined;
  }
  if (Buffer.byteLength(jsonText(meta)) > largestMetaBytes)
    faults.add('meta', 'The meta is larger than 4 kB.');
  return meta;
}
