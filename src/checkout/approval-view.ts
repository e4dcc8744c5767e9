/** The pages of a payment that its payer is asked for: who asks, for what, and what became of it. */
import type { Money } from '../kit/money.ts';
import type { TransferStatus } from '../transfers/transfer.ts';
import { amountOf, fact } from './facts.ts';
import { html, plainName, shownName, type Html } from './html.ts';
import type { Page } from './layout.ts';
import { sign, type Look } from './signs.ts';
import { shownMoney } from './shown-money.ts';

/** Says nothing of anybody's balance. */
export interface ApprovalView {
  /** How the page is reached again. */
  readonly address: string;
  readonly status: TransferStatus;
  /** The time is over, whether the clock has come to it or not. */
  readonly isOver: boolean;
  readonly payeeName: string;
  readonly money: Money;
  readonly reference: string;
  readonly description: string;
  /** As the page shows it. */
  readonly validUntil: string;
  /** Back to whoever sent the payer here; null: nobody did. */
  readonly returnUrl: string | null;
}

/** `fault` says why the last attempt did not go through; `userName` is what was typed then. */
export function approvalForm(
  view: ApprovalView,
  status: number,
  { fault, userName = '' }: { readonly fault?: string; readonly userName?: string } = {},
): Page {
  const { money, payeeName, address } = view;
  const alert = html`<p class="alert" role="alert">${fault}</p>`;
  return {
    status,
    title: `${fault === undefined ? '' : 'Not done · '}Approve ${shownMoney(money)} to ${plainName(payeeName)}`,
    main: html`<main class="card open" tabindex="-1" data-status="${view.status}">
      <section class="summary" aria-labelledby="amount">
        <h1 id="amount">
          <span class="verb">Approve</span> ${amountOf(money)}
          <span class="payee">to ${shownName(payeeName)}</span>
        </h1>
        ${factsOf(view)}
      </section>
      <section class="ways" aria-labelledby="how">
        <h2 id="how">Sign in to decide</h2>
        ${fault === undefined ? undefined : alert}
        <form class="sign-in" method="post" action="${address}">
          ${field('userName', 'User name, e-mail or mobile', 'text', 'username', userName)}
          ${field('password', 'Password', 'password', 'current-password')}
          ${field('pin', 'Approval PIN, if you have set one', 'password', 'off')}
          <button class="button" type="submit" name="decision" value="approve">
            Approve ${shownMoney(money)}
          </button>
          <button class="button second" type="submit" name="decision" value="refuse">Refuse</button>
        </form>
        <p class="or">Nothing is paid before you approve.</p>
      </section>
    </main>`,
  };
}

function factsOf({ reference, description, validUntil }: ApprovalView): Html {
  const purpose = description === '' ? undefined : fact('For', plainName(description));
  return html`<dl class="facts">
    ${purpose} ${fact('Reference', plainName(reference))} ${fact('Valid until', validUntil)}
  </dl>`;
}

function field(name: string, label: string, type: string, autocomplete: string, value = ''): Html {
  const isRequired = name !== 'pin';
  return html`<label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value}"
      maxlength="254"
      autocomplete="${autocomplete}"
      autocapitalize="none"
      spellcheck="false"
      ${isRequired ? html`required` : undefined}
    />`;
}

interface Outcome {
  readonly look: Look;
  readonly heading: string;
  readonly words: string;
}

const outcomes: Readonly<Record<TransferStatus, Outcome>> = {
  booked: { look: 'good', heading: 'Payment approved', words: 'The money is on its way.' },
  rejected: { look: 'bad', heading: 'Payment refused', words: 'Nothing was paid.' },
  cancelled: { look: 'neutral', heading: 'Request withdrawn', words: 'Nothing was paid.' },
  voided: { look: 'neutral', heading: 'Payment not completed', words: 'Nothing was paid.' },
  held: { look: 'neutral', heading: 'Payment under way', words: 'The money is set aside for it.' },
  pending: {
    look: 'neutral',
    heading: 'This request has expired',
    words: 'Nothing was paid. Ask for a new one.',
  },
};

/** Reading it again shows the same. */
export function approvalOutcome(view: ApprovalView): Page {
  const { look, heading, words } = outcomes[view.status];
  const { payeeName, money, returnUrl } = view;
  return {
    status: view.isOver ? 410 : 200,
    title: `${heading} · ${plainName(payeeName)}`,
    main: html`<main class="card outcome ${look}" tabindex="-1" data-status="${view.status}">
      ${sign(look)}
      <h1>${heading}</h1>
      <p>${amountOf(money)}</p>
      <p class="payee">to ${shownName(payeeName)}</p>
      <p class="words">${words}</p>
      ${factsOf(view)}
      ${
        returnUrl === null
          ? undefined
          : html`<a class="button" href="${returnUrl}" rel="noreferrer"
              >Return to ${shownName(payeeName)}</a
            >`
      }
    </main>`,
  };
}
