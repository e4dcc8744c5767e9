/** Pages that show nothing of any payment. */
import { html } from './html.ts';
import type { Page } from './layout.ts';

interface Words {
  readonly heading: string;
  readonly sentence: string;
}

const wordsOf: Readonly<Record<number, Words>> = {
  403: {
    heading: 'This payment link is not valid',
    sentence:
      'It is incomplete or was changed on its way to you. Do not pay with it. Open the original link again, or ask the merchant for a new one.',
  },
  404: {
    heading: 'There is nothing here',
    sentence: 'Please open the payment link again as you received it.',
  },
  503: {
    heading: 'Please try again in a moment',
    sentence:
      'This page cannot be shown right now. If you have paid already, nothing is lost: do not pay again, load this page later.',
  },
};
const fallback: Words = {
  heading: 'This page cannot be shown',
  sentence:
    'Something went wrong here. If you have paid already, nothing is lost: do not pay again, and ask the merchant.',
};

/** `supportId` leads the operator to the log line. */
export function refusalPage(status: number, supportId?: string): Page {
  const { heading, sentence } = wordsOf[status] ?? fallback;
  const support = html`<p class="support">Support id ${supportId}</p>`;
  return {
    status,
    title: heading,
    main: html`<main class="card outcome neutral" tabindex="-1">
      <svg class="sign" viewBox="0 0 48 48" aria-hidden="true">
        <circle cx="24" cy="24" r="24" />
        <path d="M24 13v14M24 34v.5" fill="none" stroke-width="4" stroke-linecap="round" />
      </svg>
      <h1>${heading}</h1>
      <p class="words">${sentence}</p>
      ${supportId === undefined ? undefined : support}
    </main>`,
  };
}
