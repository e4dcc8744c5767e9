import type { ServerResponse } from 'node:http';

export type Page = { status: number; html: string };

/** Text between tags or inside an attribute. */
export function escaped(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** A screen of the phone; `body` is HTML. */
export function screen(status: number, title: string, body: string): Page {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Sandbox phone</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
<footer>A phone of the sandbox. No real money moves.</footer>
</body>
</html>
`;
  return { status, html };
}

export function sendPage(res: ServerResponse, { status, html }: Page): void {
  res.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  res.end(html);
}

const STYLE = `
*, ::before, ::after { box-sizing: border-box; }
:root { color-scheme: light; --ink: #14231a; --soft: #4a5b50; --line: #d5e0d8; --deed: #0b6b35; }
body { margin: 0; min-height: 100vh; padding: 2.5rem 1rem; background: #e9efe9; color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 23rem; margin: 0 auto; padding: 1.75rem 1.5rem; background: #fff; border-radius: 2rem;
  border: .55rem solid var(--ink); box-shadow: 0 1rem 3rem rgb(20 35 26 / .18); }
.owner { margin: 0; color: var(--soft); font-size: .875rem; font-variant-numeric: tabular-nums; }
h1 { margin: .15rem 0 1.25rem; font-size: 1.375rem; line-height: 1.25; }
h2 { margin: 2rem 0 .5rem; font-size: .875rem; color: var(--soft); }
.prompt { padding: 1.25rem; border-radius: 1rem; background: #f0f7f2; border: 1px solid var(--line); }
.prompt p { margin: 0 0 .25rem; }
.amount { font-size: 2rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; }
label { display: block; margin-top: 1rem; font-weight: 600; }
input { width: 100%; margin-top: .25rem; padding: .65rem .8rem; font: inherit; color: inherit;
  border: 1px solid #75877b; border-radius: .6rem; background: #fff; }
.buttons { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; margin-top: 1rem; }
button, .again { display: block; padding: .7rem; font: inherit; font-weight: 600; text-align: center;
  border-radius: .6rem; border: 1px solid var(--deed); background: var(--deed); color: #fff;
  cursor: pointer; text-decoration: none; }
.second { background: #fff; color: var(--deed); }
:is(button, input, a):focus-visible { outline: 3px solid #8a4b00; outline-offset: 2px; }
.hint, .prompt .hint { margin: .75rem 0 0; font-size: .875rem; color: var(--soft); }
ul { list-style: none; margin: 0; padding: 0; }
li { padding: .7rem .9rem; margin-top: .5rem; border-radius: .25rem 1rem 1rem; background: #f2f4f2;
  font-size: .9rem; overflow-wrap: anywhere; }
code { font: .95em ui-monospace, monospace; }
footer { max-width: 23rem; margin: 1.25rem auto 0; text-align: center; font-size: .8125rem; color: var(--soft); }
`;
