/** The sign over an outcome: a tick, a cross and a clock; the heading says the same. */
import { html, type Html } from './html.ts';

export type Look = 'good' | 'bad' | 'neutral';

const drawn = (path: string) =>
  html`<svg class="sign" viewBox="0 0 48 48" aria-hidden="true">
    <circle cx="24" cy="24" r="24" />
    <path d="${path}" fill="none" stroke-width="4" stroke-linecap="round" stroke-linejoin="round" />
  </svg>`;

const signs: Readonly<Record<Look, Html>> = {
  good: drawn('M14 25l7 7 14-15'),
  bad: drawn('M17 17l14 14M31 17L17 31'),
  neutral: drawn('M24 14v11l7 4'),
};

export function sign(look: Look): Html {
  return signs[look];
}
