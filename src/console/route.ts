/** What a route of the console is: an entry of a table, from which the door, and the test of its walls, are made. */
import type { MerchantId } from '../kit/ids.ts';
import type { PersonId } from '../people/person.ts';
import type { Audience, OperatorPermission, Permission, TeamPermission } from '../people/roles.ts';
import type { SessionStage } from '../people/sessions.ts';

export type { Audience };

/** Who is signed in. Roles are read anew with every request. */
export interface Caller {
  readonly audience: Audience;
  readonly personId: PersonId;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly sessionId: string;
  /** How far the sign-in has come; only routes that say so are reached before it is full. */
  readonly stage: SessionStage;
  readonly hasTotp: boolean;
  readonly hasPasskey: boolean;
  /** Of a merchant's people; an operator has none. */
  readonly merchantId: MerchantId | undefined;
  readonly merchantName: string | undefined;
  /** When the person last proved to be there, in ms; undefined of a session that was renewed a moment ago. */
  readonly steppedUpAtMs: number | undefined;
}

export interface RouteRequest {
  /** Throws where nobody is signed in, which only a route for `anyone` can meet. */
  readonly caller: Caller;
  /** The same for a route that asks whether there is one. */
  readonly begun: Caller | undefined;
  /** Of the page that asks; undefined of a request that names none. */
  readonly origin: string | undefined;
  readonly params: Readonly<Record<string, string>>;
  /** A parameter that is given twice is refused before this. */
  readonly query: Readonly<Record<string, string>>;
  /** The JSON object of the body; empty where there is none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Of the caller, as far as trusted proxies tell it. */
  readonly address: string;
  readonly userAgent: string;
  readonly nowMs: number;
  /** Gives the browser this session instead of the one it has; undefined takes it away. */
  readonly setSession: (token: string | undefined) => void;
}

/** What the id at a place names: the test of the walls puts somebody else's there. */
export type IdKind =
  | 'merchant'
  | 'payout'
  | 'payin'
  | 'transfer'
  | 'settlement'
  | 'address'
  | 'delivery'
  | 'endpoint'
  | 'credential'
  | 'person'
  | 'invitation'
  | 'session'
  | 'factor'
  | 'draft'
  | 'switch'
  | 'case'
  | 'link'
  | 'saved_filter'
  | 'batch'
  | 'proof'
  /** Names nothing that belongs to anybody: a day, a currency. */
  | 'word';

export type Open = 'signed-in' | 'enrolling' | 'begun' | 'anyone';

export interface ConsoleRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/console/api` or `/dashboard/api`: `/merchants/:merchantId`. */
  readonly path: string;
  /**
   * `signed-in`: every role; `anyone`: before the sign-in; `begun`: once the password is proven; `enrolling`: the same,
   * unless there is a second factor to prove first.
   */
  readonly permission: Permission | Open;
  /** Asks for the second factor again when it was not shown in the last five minutes. */
  readonly stepUp?: true;
  /** Every parameter of the path, and every id in a body. */
  readonly ids?: Readonly<Record<string, IdKind>>;
  /** Answers with what is written as JSON (bigints as text), with a `Download`, or with nothing. */
  readonly handle: (request: RouteRequest) => Promise<unknown>;
}

/** A route that both sites have. */
export interface OpenRoute extends ConsoleRoute {
  readonly permission: Open;
}

export interface OperatorRoute extends ConsoleRoute {
  readonly permission: OperatorPermission | Open;
}

export interface TeamRoute extends ConsoleRoute {
  readonly permission: TeamPermission | Open;
}

/** A file instead of JSON. */
export class Download {
  readonly fileName: string;
  readonly type: string;
  readonly content: string | Buffer | AsyncIterable<string | Buffer>;

  constructor(fileName: string, type: string, content: Download['content']) {
    this.fileName = fileName;
    this.type = type;
    this.content = content;
  }
}

/** Of a merchant's route; an operator's session never reaches one. */
export function merchantOf(caller: Caller): MerchantId {
  if (caller.merchantId === undefined) throw new Error('This route is for people of a merchant.');
  return caller.merchantId;
}
