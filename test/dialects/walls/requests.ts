/** Requests with places in them, where an id of the caller stands, and may be swapped for that of somebody else. */

/** What an id names. */
export type Kind =
  | 'INR wallet'
  | 'USD wallet'
  | 'KES wallet'
  | 'reference'
  | 'sent reference'
  | 'new reference'
  | 'number'
  | 'gateway number'
  | 'reference_id'
  | 'approval key'
  | 'transaction'
  | 'entry'
  | 'key number'
  | 'profile'
  | 'client id'
  | 'client secret'
  | 'e-mail'
  | 'password'
  | 'refresh token'
  | 'deposit key'
  | 'payer'
  | 'payer wallet';

/** How far somebody else's wallet has to be granted, for a call about it to be let in. */
export type Needs = 'read' | 'create' | 'approve';

export class Place {
  readonly kind: Kind;
  /** `bearer`: whoever has it may use it; `public`: anybody's may stand there, as the contract has it. */
  readonly needs: Needs | 'owner' | 'bearer' | 'public';

  constructor(kind: Kind, needs: Place['needs']) {
    this.kind = kind;
    this.needs = needs;
  }
}

export type Said =
  Place | string | number | boolean | readonly Said[] | { readonly [name: string]: Said };
export type Fields = Readonly<Record<string, Said>>;

export interface RouteCase {
  /** The name that the route has in the table of its contract. */
  readonly route: string;
  readonly method: string;
  /** From the root of the host, with `:name` for a parameter. */
  readonly path: string;
  readonly params?: Fields;
  readonly query?: Fields;
  readonly body?: Fields;
  /** A read-only user may not; what it sends is looked at for fields that it should not have. */
  readonly isChange?: true;
  /** Nobody needs to be known. */
  readonly isOpen?: true;
}

export const own = (kind: Kind, needs: Needs | 'owner' = 'owner') => new Place(kind, needs);
export const bearer = (kind: Kind) => new Place(kind, 'bearer');
export const anybodys = (kind: Kind) => new Place(kind, 'public');

const parts = ['params', 'query', 'body'] as const;

/** Every place by where it stands: `body.accountId`. */
export function placesOf(asked: RouteCase): Map<string, Place> {
  const found = new Map<string, Place>();
  walk(asked, (name, said) => {
    if (said instanceof Place) found.set(name, said);
  });
  return found;
}

/** Every name that is said, with those that stand around it: `body.customerData.email`. */
export function namesOf(asked: RouteCase): string[] {
  const found: string[] = [];
  walk(asked, (name) => found.push(name));
  return found;
}

function walk(asked: RouteCase, seen: (name: string, said: Said) => void): void {
  const step = (name: string, said: Said): void => {
    seen(name, said);
    if (said instanceof Place || typeof said !== 'object') return;
    for (const [each, below] of Object.entries(said))
      step(Array.isArray(said) ? name : `${name}.${each}`, below);
  };
  for (const part of parts)
    for (const [name, said] of Object.entries(asked[part] ?? {})) step(`${part}.${name}`, said);
}

export interface Filled {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** `valueOf` gets every place once, with where it stands. */
export async function fill(
  { method, path, params = {}, query = {}, body }: RouteCase,
  valueOf: (place: Place, name: string) => Promise<string | number>,
): Promise<Filled> {
  const plain = async (name: string, said: Said): Promise<unknown> => {
    if (said instanceof Place) return valueOf(said, name);
    if (typeof said !== 'object') return said;
    if (Array.isArray(said))
      return Promise.all((said as readonly Said[]).map((each) => plain(name, each)));
    const fields: Record<string, unknown> = {};
    for (const [each, below] of Object.entries(said as Fields))
      fields[each] = await plain(`${name}.${each}`, below);
    return fields;
  };
  const [inPath, inQuery, inBody] = await Promise.all([
    plain('params', params),
    plain('query', query),
    body && plain('body', body),
  ]);
  const named = inPath as Record<string, string | number>;
  return {
    method,
    path: path.replace(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent(String(named[name] ?? '')),
    ),
    query: Object.fromEntries(
      Object.entries(inQuery as object).map(([name, value]) => [name, String(value)]),
    ),
    body: inBody as Filled['body'],
  };
}
