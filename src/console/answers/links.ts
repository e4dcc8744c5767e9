/** Payment links: pay-ins that a merchant's people make by hand. */
import type { List, Money } from './shared.ts';

export interface LinkRow {
  readonly paymentId: string;
  readonly transactionNumber: string;
  readonly reference: string;
  readonly customer: string;
  readonly amount: Money;
  readonly status: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

export type LinksAnswer = List<LinkRow>;

export interface LinkAnswer extends LinkRow {
  /** Null once nobody can pay by it. */
  readonly url: string | null;
  /** An SVG picture of the link. */
  readonly qr: string | null;
  readonly received: Money | null;
}

export interface MadeLinkAnswer {
  readonly paymentId: string;
}
