/** Where a pin may stand: in the query as it is published, and where it reaches no log of a proxy: a header, the body. */
import { headerOf, type Call } from './gate.ts';

/** As it came; undefined when none was sent. Throws DomainError `request.malformed` for a body that is none. */
export function pinOf({ request, query, body }: Call): string | undefined {
  return headerOf(request, 'x-approval-pin') ?? query.text('pin') ?? body().text('pin');
}
