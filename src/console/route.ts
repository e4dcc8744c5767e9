/** What a route of the console is: an entry of a table, from which the door, and the test of its walls, are made. */
import type { MerchantId } from '../kit/ids.ts';
import type { OperatorPermission, Permission, TeamPermission } from '../people/roles.ts';

export type Audience = 'operator' | 'merchant';

/** Who is signed in. Roles are read anew with every request. */
export interface Caller {
  readonly audience: Audience;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly sessionId: string;
  /** Of a merchant's people; an operator has none. */
  readonly merchantId: MerchantId | undefined;
  /** When the second factor was last shown, in ms; undefined: it never was. */
  readonly steppedUpAtMs: number | undefined;
}

export interface RouteRequest {
  /** Throws where nobody is signed in, which only a route for `anyone` can meet. */
  readonly caller: Caller;
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
  | 'session'
  | 'factor'
  | 'draft'
  | 'switch'
  | 'case'
  | 'account'
  | 'link'
  | 'saved_filter'
  | 'batch'
  /** Names nothing that belongs to anybody: a day, a currency. */
  | 'word';

export interface ConsoleRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/console/api` or `/dashboard/api`: `/merchants/:merchantId`. */
  readonly path: string;
  /** `signed-in`: every role; `anyone`: before the sign-in. */
  readonly permission: Permission | 'signed-in' | 'anyone';
  /** Asks for the second factor again when it was not shown in the last five minutes. */
  readonly stepUp?: true;
  /** Every parameter of the path, and every id in a body. */
  readonly ids?: Readonly<Record<string, IdKind>>;
  /** Answers with what is written as JSON (bigints as text), with a `Download`, or with nothing. */
  readonly handle: (request: RouteRequest) => Promise<unknown>;
}

export interface OperatorRoute extends ConsoleRoute {
  readonly permission: OperatorPermission | 'signed-in' | 'anyone';
}

export interface TeamRoute extends ConsoleRoute {
  readonly permission: TeamPermission | 'signed-in' | 'anyone';
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
