/** Parts that more than one page shows of a pay-in. */
import type { Money } from '../kit/money.ts';
import type { PayinView } from '../payments/payin-view.ts';
import { html, plainName, shownName, type Html } from './html.ts';
import { shownMoney } from './shown-money.ts';

/** The amount as the largest thing on the page, smaller when it would not fit into a line. */
export function amountOf(money: Money): Html {
  const shown = shownMoney(money);
  return html`<span class="amount${shown.length > 11 ? ' long' : undefined}">${shown}</span>`;
}

/** What a customer quotes when something is unclear. */
export function factsOf(view: PayinView, more?: Html): Html {
  const utr = view.utr === null ? undefined : fact('UPI reference (UTR)', plainName(view.utr));
  return html`<dl class="facts">
    ${fact('Order', plainName(view.reference))}
    ${fact('Payment', plainName(view.transactionNumber))} ${utr} ${more}
  </dl>`;
}

export function fact(name: string, value: string | Html): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${typeof value === 'string' ? html`<bdi>${value}</bdi>` : value}</dd>
  </div>`;
}

/** The way back to the merchant, where it named one that a link may lead to. */
export function returnLink(view: PayinView, look: 'button' | 'quiet'): Html | undefined {
  if (view.returnUrl === null || !leadsToAPage(view.returnUrl, view.environment)) return undefined;
  return html`<a class="${look}" href="${view.returnUrl}" rel="noreferrer"
    >Return to ${shownName(view.merchantName)}</a
  >`;
}

/** An address with a scheme of another kind would run as a script of this page. */
function leadsToAPage(address: string, environment: PayinView['environment']): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'https:' || (environment === 'sandbox' && url?.protocol === 'http:');
}
