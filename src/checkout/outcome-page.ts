/** The pages of a payment that is over: paid, not paid, given back, or too late. */
import type { PayinView } from '../payments/payin-view.ts';
import { amountOf, factsOf, returnLink } from './facts.ts';
import { html, plainName, shownName, type Html } from './html.ts';
import type { Page } from './layout.ts';
import { sign, type Look } from './signs.ts';

interface Outcome {
  readonly look: Look;
  readonly heading: string;
  readonly showsAmount: boolean;
  readonly words: (view: PayinView) => Html;
}

const outcomes: Readonly<Record<PayinView['status'], Outcome>> = {
  succeeded: {
    look: 'good',
    heading: 'Payment received',
    showsAmount: true,
    words: (view) =>
      html`We are letting ${shownName(view.merchantName)} know. You can close this page.`,
  },
  failed: {
    look: 'bad',
    heading: 'Payment not completed',
    showsAmount: true,
    words: (view) =>
      html`It was cancelled or refused, and ${shownName(view.merchantName)} received nothing. If
      money has left your account, keep the numbers below and ask ${shownName(view.merchantName)}.`,
  },
  reversed: {
    look: 'neutral',
    heading: 'Payment given back',
    showsAmount: true,
    words: (view) =>
      html`The payment to ${shownName(view.merchantName)} was received and has been given back to
      the account it came from.`,
  },
  expired: {
    look: 'neutral',
    heading: 'This payment link has expired',
    showsAmount: false,
    words: (view) =>
      html`Please do not pay with it any more: ask ${shownName(view.merchantName)} for a new one. If
      you have paid already, keep the numbers below.`,
  },
  // Only after the time of the link: until the bank has been asked, nobody knows.
  created: {
    look: 'neutral',
    heading: 'This payment link has expired',
    showsAmount: false,
    words: (view) =>
      html`No payment has arrived so far. If you paid in the last minutes, load this page again in a
      while; if not, ask ${shownName(view.merchantName)} for a new link.`,
  },
};

/** `status` is the one of HTTP: 410 once the link is over, whatever became of the payment. */
export function outcomePage(view: PayinView, status: number): Page {
  const { look, heading, showsAmount, words } = outcomes[view.status];
  const minor =
    view.status === 'failed' ? view.amountMinor : (view.receivedMinor ?? view.amountMinor);
  const amount = html`<p>${amountOf({ minor, currency: view.currency })}</p>
    <p class="payee">to ${shownName(view.merchantName)}</p>`;
  return {
    status,
    title: `${heading} · ${plainName(view.merchantName)}`,
    main: html`<main class="card outcome ${look}" tabindex="-1" data-status="${view.status}">
      ${sign(look)}
      <h1>${heading}</h1>
      ${showsAmount ? amount : undefined}
      <p class="words">${words(view)}</p>
      ${factsOf(view)} ${returnLink(view, 'button')}
    </main>`,
  };
}
