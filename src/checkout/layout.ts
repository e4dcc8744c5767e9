/** What every page of the checkout has around its content, and the headers it is sent with. */
import type { HttpAnswer } from '../http/door.ts';
import { html, plainName, shownName, type Html } from './html.ts';
import type { Site } from './site.ts';

export interface Page {
  readonly status: number;
  readonly title: string;
  /** One `main` element. */
  readonly main: Html;
  /** Only a page that changes while it is open has a script. */
  readonly isLive?: boolean;
}

/** Nothing from anywhere else, nothing inline, in nobody's frame, and the link goes to nobody as a referrer. */
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
} as const;

export function pageAnswer(site: Site, page: Page): HttpAnswer {
  return { status: page.status, headers: pageHeaders, body: documentOf(site, page).text };
}

function documentOf(site: Site, page: Page): Html {
  const { assets, brandName } = site;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="format-detection" content="telephone=no" />
        <title>${page.title} · ${plainName(brandName)}</title>
        <link rel="icon" href="${assets.logoUrl}" />
        <link rel="stylesheet" href="${assets.styleUrl}" />
        ${page.isLive === true ? html`<script type="module" src="${assets.scriptUrl}"></script>` : undefined}
      </head>
      <body>
        <header class="masthead">
          <img
            class="logo${assets.hasOwnLogo ? ' own' : undefined}"
            src="${assets.logoUrl}"
            alt=""
            width="36"
            height="36"
          />
          <span class="brand">${shownName(brandName)}</span>
          ${site.isSandbox ? html`<strong class="test-mark">Test mode</strong>` : undefined}
        </header>
        ${page.main}
        <footer class="footer">
          <p>
            ${lock} This page belongs to <b>${site.host}</b>. Check that your browser shows the same
            address.
          </p>
        </footer>
      </body>
    </html> `;
}

const lock = html`<svg class="lock" viewBox="0 0 16 16" aria-hidden="true">
  <path
    d="M8 1a3.5 3.5 0 0 0-3.5 3.5V7H4a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V8a1 1 0 0 0-1-1h-.5V4.5A3.5 3.5 0 0 0 8 1Zm2 6H6V4.5a2 2 0 1 1 4 0Z"
    fill="currentColor"
  />
</svg>`;
