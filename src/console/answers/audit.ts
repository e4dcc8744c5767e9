/** The audit: one numbered and chained stream for the platform and one for each merchant. */

export interface AuditStream {
  /** Of the platform: zeros. */
  readonly streamId: string;
  readonly name: string;
  readonly events: string;
}

export interface AuditRow {
  readonly eventNo: string;
  readonly at: string;
  readonly actor: string;
  /** Of a person of ours; null of anybody else. */
  readonly actorName: string | null;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly hash: string;
}

export interface AuditCheck {
  readonly events: number;
  readonly breaks: readonly { readonly eventNo: string; readonly what: string }[];
}
