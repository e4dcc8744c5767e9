/** A short page for whoever came to an address that there is not, or before the pages were built. */
import type { HttpAnswer } from '../http/door.ts';
import type { DomainError, ErrorCode } from '../kit/errors.ts';
import { pageHeaders } from './headers.ts';

interface Refusal {
  readonly status: number;
  readonly words: string;
}

const unknown: Refusal = { status: 404, words: 'There is no such page.' };
const refusals: Readonly<Partial<Record<ErrorCode, Refusal>>> = {
  'request.route_unknown': unknown,
  'request.method_not_allowed': { ...unknown, status: 405 },
  'service.unavailable': {
    status: 503,
    words: 'The documentation is being built, or was not: run "npm run web", then load this again.',
  },
};

export function refusePage(
  site: { readonly isSecure: boolean },
  error: DomainError,
  supportId: string | undefined,
): HttpAnswer {
  const { status, words } = refusals[error.code] ?? { status: 500, words: 'This went wrong here.' };
  const support = supportId === undefined ? '' : `<p>Support id: ${supportId}</p>`;
  const headers = { ...pageHeaders(site), 'content-type': 'text/html; charset=utf-8' };
  return {
    status,
    headers: { ...headers, ...(status === 503 && { 'retry-after': '5' }) },
    body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Documentation</title>
<h1>${words}</h1>
${support}<p><a href="/docs">The documentation</a></p>
</html>
`,
  };
}
