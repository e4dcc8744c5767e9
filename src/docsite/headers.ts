/** What a browser may do with the documentation: nothing that is written into a page, and nothing elsewhere. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const always = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
} as const;

export function pageHeaders({ isSecure }: { readonly isSecure: boolean }): Record<string, string> {
  return {
    ...always,
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
    ...(isSecure && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
}

/** `isKept`: the address changes with the bytes. A drawing that is opened by itself runs nothing. */
export function fileHeaders(isKept: boolean): Record<string, string> {
  return {
    ...always,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'cache-control': isKept ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
}
