/** `api_create_order`: an order becomes one command; the answer is given after the commit and never before. */
import { jsonObjectOf } from '../../http/json-body.ts';
import type { ApiCaller } from '../../identity/api-callers.ts';
import { DomainError, type FieldFaults } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import type { JsonObject } from '../../kit/json.ts';
import { anyProvider, planInForce } from '../../merchants/marketplaces.ts';
import type { CreateAnswer, CreatePayout, IdentityField } from '../../payments/create-payout.ts';
import { findOrder } from '../../payments/find-orders.ts';
import type { OrderDetails } from '../../payments/orders.ts';
import { railsAllowed, servesPayout } from '../../payments/provider-sets.ts';
import { readBeneficiary, type BeneficiaryFields } from './beneficiary.ts';
import { createPayin as createPayinOrder } from './create-payin.ts';
import { Faults } from './faults.ts';
import type { Answer, Call } from './gate.ts';
import { readOrderFields, type OrderFields } from './order-fields.ts';
import { notServed } from './not-served.ts';
import type { XpayoutParts } from './parts.ts';
import { createdText } from './present.ts';

/** How an order of each kind is served. */
type Service = (parts: XpayoutParts, caller: ApiCaller, body: JsonObject) => Promise<Answer>;
const services: Readonly<Partial<Record<string, Service>>> = {
  payin: createPayin,
  payout: createPayout,
};
const serviceTypes: readonly unknown[] = ['payin', 'payout'];

export function createOrder(
  parts: XpayoutParts,
): (caller: ApiCaller, call: Call) => Promise<Answer> {
  return async (caller, { request }) => {
    const body = jsonObjectOf(request);
    const type = body.service_type;
    if (typeof type !== 'string' || !serviceTypes.includes(type)) throw withoutService(parts, body);
    const serve = services[type];
    if (serve === undefined) throw new DomainError('order.service_unavailable');
    return serve(parts, caller, body);
  };
}

/** What is wrong with the fields that every order has is told with it. */
function withoutService({ checkUrl }: XpayoutParts, body: JsonObject): DomainError {
  const faults = new Faults();
  faults.add('service_type', 'The service_type is payin or payout.');
  readOrderFields(body, checkUrl, faults);
  return new DomainError('request.invalid_fields', { fields: faults.found ?? {} });
}

/** A deployment that collects nothing says so. */
function createPayin(parts: XpayoutParts, caller: ApiCaller, body: JsonObject): Promise<Answer> {
  if (parts.payins === undefined) throw new DomainError('order.service_unavailable');
  return createPayinOrder(parts, parts.payins, caller, body);
}

async function createPayout(
  parts: XpayoutParts,
  caller: ApiCaller,
  body: JsonObject,
): Promise<Answer> {
  const faults = new Faults();
  const fields = readOrderFields(body, parts.checkUrl, faults);
  const isLive = caller.merchant.environment === 'live';
  const isKnownIfsc = isLive ? parts.ifscExists : () => true;
  const { requestedMode, ...to } = readBeneficiary(fields, isKnownIfsc, faults);
  if (faults.found !== undefined)
    throw new DomainError('request.invalid_fields', { fields: faults.found });
  const details = { ...fields.details, requestedMode };
  const at = parts.clock.now();
  const transactionNumber = await parts.numbers.take(at);
  const command = commandOf(parts, caller, { fields, to, details, transactionNumber, at });
  return answerOf(parts, await parts.createLane.submit(command), { ...command, details });
}

interface Wish {
  readonly fields: OrderFields;
  readonly to: Omit<BeneficiaryFields, 'requestedMode'>;
  readonly details: OrderDetails;
  readonly transactionNumber: string;
  readonly at: Date;
}

function commandOf(
  { zone, payoutProvider }: XpayoutParts,
  { merchant, access, marketplace }: ApiCaller,
  { fields, to, details, transactionNumber, at }: Wish,
): CreatePayout {
  const { amountMinor } = fields;
  return {
    merchantId: merchant.merchantId,
    payoutId: newId<'payout'>(at.getTime()),
    contract: 'xpayout',
    transactionNumber,
    reference: fields.orderId,
    ...to,
    beneficiaryMobile: null,
    currency: 'INR',
    amountMinor,
    feePlan: planInForce('payout', merchant, marketplace),
    allowedRails: railsAllowed(marketplace ?? anyProvider, payoutProvider.name, 'xpayout'),
    isServed: servesPayout(marketplace ?? anyProvider, payoutProvider, { ...to, amountMinor }),
    nearDuplicateGuard: false,
    caps: {
      orderMinor: access.orderCapMinor,
      dayMinor: access.dayCapMinor,
      dayStartsAt: zone.dayStart(at),
    },
    details,
    at,
  };
}

async function answerOf(
  { pool }: XpayoutParts,
  answer: CreateAnswer,
  { details, ...command }: CreatePayout & { readonly details: OrderDetails },
): Promise<Answer> {
  switch (answer.kind) {
    case 'created': {
      const { referenceId, meta } = details;
      const order = { payout: answer.payout, referenceId, meta, providerReference: null };
      return { status: 200, body: createdText('Order created', order) };
    }
    case 'replayed': {
      const { merchantId, payoutId } = answer.payout;
      const found = await findOrder(pool, merchantId, { by: 'payoutId', value: payoutId });
      if (found === undefined) throw new DomainError('service.internal');
      return { status: 200, body: createdText('Order already exists', found) };
    }
    case 'insufficient_funds':
    case 'limit_exceeded':
      throw new DomainError(`payout.${answer.kind}`);
    case 'reference_conflict':
      throw new DomainError('payout.reference_conflict', { fields: conflicts(answer.fields) });
    case 'not_covered':
      throw new DomainError('payout.insufficient_funds');
    case 'near_duplicate':
      throw new DomainError('payout.near_duplicate');
    case 'not_served':
      throw notServed(command);
  }
}

const namesOfFields = {
  beneficiaryName: 'meta.beneficiary_firstname',
  beneficiaryAccountNumber: 'meta.account_number',
  beneficiaryIfsc: 'meta.ifsc',
  beneficiaryVpa: 'meta.vpa',
  beneficiaryMobile: 'meta.account_number',
  amountMinor: 'amount',
  currency: 'currency',
} as const satisfies Record<IdentityField, string>;

/** Which fields differ from the first request; never what they were. */
function conflicts(fields: readonly IdentityField[]): FieldFaults {
  const told = ['Differs from the order created with this order_id.'];
  return Object.fromEntries(fields.map((field) => [namesOfFields[field], told]));
}
