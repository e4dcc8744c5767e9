/** The page of a pay-in that waits for its money: what to pay, to whom, how, and until when. */
import type { PayinView } from '../payments/payin-view.ts';
import { amountOf, fact, factsOf, returnLink } from './facts.ts';
import { html, plainName, shownName, type Html } from './html.ts';
import type { Page } from './layout.ts';
import type { PageAddresses } from './addresses.ts';
import { qrPicture } from './qr.ts';
import { shownMoney } from './shown-money.ts';

export interface OpenPageParts {
  readonly view: PayinView;
  readonly addresses: PageAddresses;
  readonly expiresAt: Date;
  readonly now: Date;
  readonly timeZone: string;
  /** Where a tester pays without a UPI app; only in a sandbox. */
  readonly payerPageUrl: string | undefined;
}

/** Throws when the pay-in has no UPI link to show. */
export function openPage(parts: OpenPageParts): Page {
  const { view } = parts;
  if (!view.upiIntent.startsWith('upi://pay?'))
    throw new Error('A pay-in that waits for its money has no UPI link.');
  const money = { minor: view.amountMinor, currency: view.currency };
  const amount = shownMoney(money);
  return {
    status: 200,
    title: `Pay ${amount} to ${plainName(view.merchantName)}`,
    isLive: true,
    main: html`<main class="card open" tabindex="-1" ${liveData(parts)}>
      <section class="summary" aria-labelledby="amount">
        <h1 id="amount">
          <span class="verb">Pay</span> ${amountOf(money)}
          <span class="payee">to ${shownName(view.merchantName)}</span>
        </h1>
        ${factsOf(view, fact('Link valid', deadline(parts)))} ${stateOf(parts.addresses)}
      </section>
      <section class="ways" aria-labelledby="how">
        <h2 id="how">Pay with UPI</h2>
        <a class="button app" href="${view.upiIntent}">Open UPI app</a>
        <p class="or">or scan with another phone</p>
        <figure class="code">
          ${qrPicture(view.upiIntent, `QR code to pay ${amount} with any UPI app`)}
          <figcaption>Scan with any UPI app</figcaption>
        </figure>
        <ol class="steps">
          <li>Open any UPI app and scan the code.</li>
          <li>Check the name and that the amount is <b>${amount}</b>.</li>
          <li>Approve with your UPI PIN, in the app only.</li>
        </ol>
      </section>
      <div class="beside">
        ${payerPageLink(parts.payerPageUrl)} ${cancelForm(view) ?? returnLink(view, 'quiet')}
      </div>
    </main>`,
  };
}

function liveData({ view, addresses, expiresAt, now }: OpenPageParts): Html {
  const secondsLeft = Math.max(0, Math.ceil((expiresAt.getTime() - now.getTime()) / 1_000));
  return html`data-status="${view.status}" data-status-url="${addresses.status}"
  data-page-url="${addresses.page}" data-seconds-left="${secondsLeft}"`;
}

/** The script turns it into a countdown; without one it is a time of day. */
function deadline({ expiresAt, timeZone }: OpenPageParts): Html {
  const shown = new Intl.DateTimeFormat('en-IN', {
    timeZone,
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(expiresAt);
  return html`<time id="deadline" datetime="${expiresAt.toISOString()}">until ${shown}</time>`;
}

/** The button is for a browser without our script, which takes it away. */
function stateOf({ fields, path }: PageAddresses): Html {
  return html`<div class="state">
    <p class="words" role="status">
      <span class="pulse" aria-hidden="true"></span
      ><span id="state">After you have paid, check here whether the payment arrived.</span>
    </p>
    <form id="check" action="${path}" method="get">
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <button class="button second" type="submit">Check status</button>
    </form>
  </div>`;
}

function cancelForm({ cancelUrl }: PayinView): Html | undefined {
  if (cancelUrl === null) return undefined;
  return html`<form class="cancel" action="${cancelUrl}" method="post">
    <button class="quiet" type="submit">Cancel the payment</button>
  </form>`;
}

function payerPageLink(url: string | undefined): Html | undefined {
  if (url === undefined) return undefined;
  return html`<aside class="sandbox" aria-label="Sandbox">
    <p><b>Sandbox.</b> No real money moves here.</p>
    <a class="button second" href="${url}" target="_blank" rel="noopener noreferrer"
      >Pay at the sandbox bank</a
    >
  </aside>`;
}
