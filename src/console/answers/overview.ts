/** What the overview of operators shows. */
import type { Money, PauseAnswer } from './shared.ts';

export type Period = 'day' | 'week' | 'month';

export interface OverviewAnswer {
  readonly period: Period;
  readonly from: string;
  readonly currencies: readonly CurrencyOverview[];
  readonly providers: readonly PartyOverview[];
  readonly merchants: readonly PartyOverview[];
  readonly openPayouts: string;
  readonly openCases: string;
  /** Promises that come to nothing whatever is tried. */
  readonly parked: string;
  /** Journals that the sums do not have yet. */
  readonly journalsBehind: string;
  readonly pause: PauseAnswer | null;
  /** How many kill switches are off. */
  readonly switchesOff: string;
}

export interface CurrencyOverview {
  readonly currency: string;
  readonly in: Money;
  readonly out: Money;
  readonly wallets: Money;
  readonly held: Money;
  readonly atRisk: Money;
  readonly atRiskCount: string;
  readonly succeeded: string;
  readonly failed: string;
  /** Hundredths of a per cent; null where nothing ended. */
  readonly successRate: string | null;
  /** Rising, without a gap. */
  readonly steps: readonly {
    readonly at: string;
    readonly inMinor: string;
    readonly outMinor: string;
    readonly successRate: string | null;
  }[];
}

/** A provider or a merchant. */
export interface PartyOverview {
  readonly id: string;
  readonly name: string;
  readonly in: readonly Money[];
  readonly out: readonly Money[];
  readonly succeeded: string;
  readonly failed: string;
  readonly successRate: string | null;
  readonly finalIn: SpanFigures;
  readonly finalOut: SpanFigures;
  /** From the promise of a webhook to its delivery. */
  readonly told: SpanFigures;
}

/** Whole ms; null where there was none. */
export interface SpanFigures {
  readonly p50: string | null;
  readonly p95: string | null;
}
