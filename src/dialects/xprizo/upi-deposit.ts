/** `POST /Transaction/UpiDeposit`: the customer is sent to the page where a pay-in is paid by UPI. */
import { DomainError } from '../../kit/errors.ts';
import { createDeposit, detailsOf, plainKind, readOrder } from './deposit-order.ts';
import { nameWanted } from './customer-fields.ts';
import type { Fields } from './fields.ts';
import type { Work } from './gate.ts';
import { challengePath } from './page-addresses.ts';
import type { XprizoParts } from './parts.ts';
import { depositResult } from './payment-result.ts';
import { needAddress } from './return-url.ts';

export function upiDeposit(parts: XprizoParts): Work {
  return async (caller, { body, query }) => {
    const { upi, upiLifeMs, publicUrl, isLenient } = parts.deposits;
    if (upi === undefined) throw new DomainError('order.service_unavailable');
    query.flag('useApprovalProcess');
    const fields = body();
    const order = await readOrder(parts, caller, fields);
    if (order.wallet.currency !== 'INR')
      throw fields.fault('accountId', 'UPI pays into wallets in INR alone');
    if (!isLenient) readConstants(fields);
    const customerName = customerIn(fields);
    const returnUrl = needAddress(fields, 'redirect', order.owner.environment);
    const kind = { ...plainKind, kind: 'upi_deposit', returnUrl, customerName } as const;
    const details = await detailsOf(parts, order, kind);
    const about = { method: 'upi', provider: upi, lifeMs: upiLifeMs, details } as const;
    const payin = await createDeposit(parts, order, about);
    return depositResult(payin, details, publicUrl + challengePath(details.approvalKey));
  };
}

/** What the contract wants to be said although it can be nothing else. */
function readConstants(fields: Fields): void {
  if (fields.needText('currencyCode') !== 'INR')
    throw fields.fault('currencyCode', 'Invalid currencyCode');
  if (fields.needWhole('type') !== 1n) throw fields.fault('type', 'Invalid type');
  const country = fields.below('customerData').below('address').text('countryCode');
  if (country !== 'IN')
    throw fields.fault('customerData.address.countryCode', 'Invalid countryCode');
}

/** One of the two. */
function customerIn(fields: Fields): string {
  const name = (fields.below('customerData').text('name') ?? fields.text('customer') ?? '').trim();
  if (name.length < 3 || name.length > 50) throw fields.fault('customer', nameWanted);
  return name;
}
