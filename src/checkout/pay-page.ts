/** What a payment link is answered with: the signature first, then its time, and only then anything of the payment. */
import type { HttpAnswer } from '../http/door.ts';
import type { Clock } from '../kit/clock.ts';
import type { PayinView } from '../payments/payin-view.ts';
import { addressesOf } from './addresses.ts';
import { pageAnswer, type Page } from './layout.ts';
import { readPayLink, type LinkSeal, type PayLink, type PayQuery } from './link.ts';
import { openPage } from './open-page.ts';
import { outcomePage } from './outcome-page.ts';
import type { FindPayin } from './recent-views.ts';
import { refusalPage } from './refusal-page.ts';
import type { Site } from './site.ts';

export interface PayPageParts {
  readonly site: Site;
  readonly seal: LinkSeal;
  readonly findPayin: FindPayin;
  readonly clock: Clock;
  /** Of the times that a page shows. */
  readonly timeZone: string;
  /** Where a tester pays the UPI link of a pay-in; undefined outside a sandbox. */
  readonly payerPageUrl: ((upiIntent: string) => string) | undefined;
}

interface Opened {
  readonly link: PayLink;
  readonly view: PayinView;
  readonly now: Date;
  readonly isOver: boolean;
}

/** 200 the page; 403 a link that is not ours as it stands; 410 one whose time is over. Reads, and changes nothing. */
export async function payPage(parts: PayPageParts, query: PayQuery): Promise<HttpAnswer> {
  const opened = await open(parts, query);
  return pageAnswer(parts.site, opened === undefined ? refusalPage(403) : pageOf(parts, opened));
}

function pageOf(parts: PayPageParts, { link, view, now, isOver }: Opened): Page {
  if (view.status !== 'created' || isOver) {
    return outcomePage(view, isOver || view.status === 'expired' ? 410 : 200);
  }
  return openPage({
    view,
    addresses: addressesOf(link, parts.seal),
    expiresAt: new Date(link.expiresAtSeconds * 1_000),
    now,
    timeZone: parts.timeZone,
    payerPageUrl: parts.payerPageUrl?.(view.upiIntent),
  });
}

/** A page that is open when its link ends may still hear of a payment that was on its way. */
const statusGraceMs = 3_600_000;

/** `{"status"}` for the script of an open page; 403 and 410 as for the page, and 410 an hour later. */
export async function payStatus(parts: PayPageParts, query: PayQuery): Promise<HttpAnswer> {
  const opened = await open(parts, query);
  if (opened === undefined) return json(403, { error: 'invalid_link' });
  const { link, view, now } = opened;
  if (now.getTime() > link.expiresAtSeconds * 1_000 + statusGraceMs)
    return json(410, { error: 'expired_link' });
  return json(200, { status: view.status });
}

async function open(parts: PayPageParts, query: PayQuery): Promise<Opened | undefined> {
  const link = readPayLink(query, parts.seal);
  if (link === undefined) return undefined;
  const view = await parts.findPayin(link.merchantId, link.payinId);
  // What was signed and what is kept must be one payment, or the page would ask for another amount than the app.
  if (view?.amountMinor !== link.amountMinor || view.currency !== link.currency) return undefined;
  const now = parts.clock.now();
  return { link, view, now, isOver: now.getTime() >= link.expiresAtSeconds * 1_000 };
}

function json(status: number, body: Readonly<Record<string, string>>): HttpAnswer {
  return { status, headers: { 'referrer-policy': 'no-referrer' }, body: JSON.stringify(body) };
}
