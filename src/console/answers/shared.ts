/** Shapes that several answers share. Types only: the web application imports them, and nothing else of ours. */

export interface Money {
  /** Minor units, as text: `"12345"` is 123.45 of a currency with two places. */
  readonly minor: string;
  readonly currency: string;
}

export interface List<Row> {
  readonly rows: readonly Row[];
  /** Opaque; goes back as `?cursor=`. Null: this was the last page. */
  readonly next: string | null;
}

export interface Refusal {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly fields?: Readonly<Record<string, string>>;
    readonly supportId?: string;
  };
}

/** Payouts go to no bank. */
export interface PauseAnswer {
  readonly reason: string;
  readonly since: string;
}
