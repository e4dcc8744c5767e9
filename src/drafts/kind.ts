/** What can be drafted: how it is read and checked, what it changes, and how it is done. */
import type { Queryable, Transaction } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { Environment } from '../merchants/merchant.ts';
import { canonical } from './canonical.ts';
import type { Body } from './fields.ts';

/** Who does it, on two people's word: the one who approved. */
export interface DoneBy {
  readonly merchantId: MerchantId;
  readonly actor: string;
  readonly nowMs: number;
}

export interface Place {
  readonly merchantId: MerchantId;
  readonly environment: Environment;
}

/** Values as people read them, by the name of the field. */
export type Shown = Readonly<Record<string, string>>;

export interface Difference {
  readonly from: Shown;
  readonly to: Shown;
}

interface Parts<Payload, Before> {
  readonly title: (payload: Payload) => string;
  /** About a merchant, or about the deployment. */
  readonly about: 'merchant' | 'platform';
  /** The exact change, and nothing beside it. Throws DomainError `request.invalid_fields`. */
  readonly read: (body: Body) => Payload;
  /**
   * What it changes, as it is now. Throws DomainError `console.not_found` and `request.invalid_fields` for what cannot
   * be done as things are.
   */
  readonly before: (db: Queryable, place: Place, payload: Payload) => Promise<Before>;
  readonly shown: (before: Before, payload: Payload) => Difference;
  /** What nobody else changes between the comparison and the commit, where it is not the rows of the merchant itself. */
  readonly lock?: (tx: Transaction, place: Place, payload: Payload) => Promise<unknown>;
  readonly apply: (tx: Transaction, done: DoneBy, payload: Payload) => Promise<unknown>;
}

/** A change that has been read. */
export interface PreparedChange {
  readonly title: string;
  readonly payload: string;
  readonly look: (
    db: Queryable,
    place: Place,
  ) => Promise<{ readonly before: string; readonly difference: Difference }>;
  /** Undefined: the rows of the merchant itself are locked. */
  readonly lock: ((tx: Transaction, place: Place) => Promise<unknown>) | undefined;
  readonly apply: (tx: Transaction, done: DoneBy) => Promise<unknown>;
}

export interface DraftKind {
  readonly about: 'merchant' | 'platform';
  readonly prepare: (body: Body) => PreparedChange;
}

export function draftKind<Payload, Before>(parts: Parts<Payload, Before>): DraftKind {
  const { lock } = parts;
  return {
    about: parts.about,
    prepare: (body) => {
      const payload = parts.read(body);
      return {
        title: parts.title(payload),
        payload: canonical(payload),
        look: async (db, place) => {
          const before = await parts.before(db, place, payload);
          return { before: canonical(before), difference: parts.shown(before, payload) };
        },
        lock: lock && ((tx, place) => lock(tx, place, payload)),
        apply: (tx, done) => parts.apply(tx, done, payload),
      };
    },
  };
}
