/** An order that nothing serves: for good, by the marketplace code, or only while an operator has switched something off. */
import { notServedNow } from '../../db/unavailable.ts';
import { DomainError } from '../../kit/errors.ts';

/** An operator turns a switch back by hand, so to come sooner is of no use. */
const offRetrySeconds = 60;

/** A client that gets a 400 gives up; what is switched off is only to be sent again later. */
export function notServed({ isServed }: { readonly isServed?: boolean }): DomainError {
  return isServed === false
    ? new DomainError('order.service_unavailable')
    : notServedNow('service.unavailable', 'SWITCHED_OFF', offRetrySeconds);
}
