/** Settlements of a merchant: what there is, each with how far it has come, and asking for one to an address that the operator has listed. */
import { DomainError } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { MoneyError, parseWrittenMoney } from '../../kit/money.ts';
import { writeAuditEvent } from '../../merchants/audit.ts';
import { listAddresses } from '../../settlements/allow-list.ts';
import type { Conversion } from '../../settlements/conversion.ts';
import { listSettlements } from '../../settlements/find-settlements.ts';
import { personOf } from '../../settlements/person.ts';
import { requestSettlement } from '../../settlements/request-settlement.ts';
import type { Settlement } from '../../settlements/settlement.ts';
import { readTerms } from '../../settlements/terms.ts';
import { findMerchantSettlement } from '../../views/merchant-settlement.ts';
import type {
  RequestedSettlementAnswer,
  SettlementAnswer,
  SettlementRow,
  SettlementsAnswer,
  SettlementTermsAnswer,
} from '../answers/merchant-settlements.ts';
import { merchantOf, type Caller, type RouteRequest, type TeamRoute } from '../route.ts';
import { actorOf } from './actor.ts';
import type { TeamDeps } from './deps.ts';
import { availableOf } from './payouts.ts';
import { isoOf, money } from './present.ts';
import { idOf, invalid, textOf } from './reading.ts';

export function settlementRoutes(deps: TeamDeps): readonly TeamRoute[] {
  const read = { method: 'GET', permission: 'settlements.read' } as const;
  return [
    { ...read, path: '/settlements', handle: (ask) => list(deps, ask) },
    { ...read, path: '/settlements/terms', handle: (ask) => terms(deps, ask) },
    {
      ...read,
      path: '/settlements/:settlementId',
      ids: { settlementId: 'settlement' },
      handle: (ask) => show(deps, ask),
    },
    {
      method: 'POST',
      path: '/settlements',
      permission: 'settlements.request',
      stepUp: true,
      ids: { addressId: 'address' },
      handle: (ask) => request(deps, ask),
    },
  ];
}

/** All of them in one page: a merchant has a handful a week. */
async function list({ pool }: TeamDeps, { caller }: RouteRequest): Promise<SettlementsAnswer> {
  const found = await listSettlements(pool, { merchantId: merchantOf(caller) });
  return { rows: found.map(rowOf), next: null };
}

async function show(
  { pool }: TeamDeps,
  { caller, params }: RouteRequest,
): Promise<SettlementAnswer> {
  const id = idOf(params, 'settlementId');
  const found = await findMerchantSettlement(pool, merchantOf(caller), id);
  if (found === undefined) throw new DomainError('console.not_found');
  const { settlement, label, requestedBy, conversion, changes } = found;
  return {
    ...rowOf(settlement),
    ...{ label, requestedBy, sentAt: isoOf(settlement.sentAt) },
    quote: conversion === undefined ? null : quoteOf(conversion),
    changes: changes.map((change) => ({ ...change, at: change.at.toISOString() })),
  };
}

function quoteOf(conversion: Conversion): SettlementAnswer['quote'] {
  return {
    rate: `${conversion.rate} ${conversion.direction.replaceAll('_', ' ')}`,
    fee: money(conversion.feeMinor, 'INR'),
    gst: money(conversion.gstMinor, 'INR'),
    rounding: money(conversion.roundingMinor, 'INR'),
    given: money(conversion.givenMinor, 'INR'),
    receives: money(conversion.usdtMinor, 'USDT'),
  };
}

async function terms(
  { pool }: TeamDeps,
  { caller, nowMs }: RouteRequest,
): Promise<SettlementTermsAnswer> {
  const merchantId = merchantOf(caller);
  const [{ enabled, coolingOffHours }, addresses, available] = await Promise.all([
    readTerms(pool, merchantId),
    listAddresses(pool, merchantId),
    availableOf(pool, merchantId, 'INR'),
  ]);
  return {
    ...{ enabled, coolingOffHours, available: money(available, 'INR') },
    addresses: addresses
      .filter(({ removedAt }) => removedAt === null)
      .map(({ addressId, network, address, label, usableFrom }) => ({
        ...{ addressId, network, address, label },
        usableFrom: usableFrom.toISOString(),
        isUsable: usableFrom.getTime() <= nowMs,
      })),
  };
}

async function request(
  { pool }: TeamDeps,
  { caller, body, nowMs }: RouteRequest,
): Promise<RequestedSettlementAnswer> {
  const merchantId = merchantOf(caller);
  const amountMinor = amountOf(textOf(body, 'amount', 30));
  const addressId = idOf({ addressId: textOf(body, 'addressId', 36) }, 'addressId');
  const listed = (await listAddresses(pool, merchantId)).find(
    (each) => each.addressId === addressId,
  );
  if (listed === undefined) throw new DomainError('console.not_found');
  const settlementId = newId<'settlement'>(nowMs);
  const by = nameOf(caller);
  const { address } = listed;
  await writeAuditEvent(pool, {
    ...{ merchantId, actor: actorOf(caller), action: 'settlement.requested', nowMs },
    details: { settlementId, amountMinor, address },
  });
  const at = new Date(nowMs);
  await requestSettlement(pool, { merchantId, settlementId, amountMinor, address, by, at });
  return { settlementId };
}

/** Settlements know people by a name; an address of another alphabet is no name there. */
function nameOf({ email, personId }: Caller): string {
  try {
    return personOf(email);
  } catch (error) {
    if (error instanceof DomainError) return personOf(`person.${personId}`);
    throw error;
  }
}

function amountOf(text: string): bigint {
  try {
    return parseWrittenMoney(text, 'INR').minor;
  } catch (error) {
    if (error instanceof MoneyError)
      throw invalid('amount', 'Plain digits with at most 2 decimals.');
    throw error;
  }
}

function rowOf(settlement: Settlement): SettlementRow {
  const { settlementId, status, amountMinor, currency, network, address } = settlement;
  return {
    ...{ settlementId, status, currency, network, address },
    amount: money(amountMinor, 'INR'),
    transferReference: settlement.transferReference,
    createdAt: settlement.createdAt.toISOString(),
    updatedAt: settlement.updatedAt.toISOString(),
  };
}
