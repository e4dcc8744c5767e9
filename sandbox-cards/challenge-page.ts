import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { rupees } from '../sandbox-bank/money.ts';
import type { Acquirer } from './acquirer.ts';
import type { Authorisation } from './authorisations.ts';
import { answerChallenge, MOST_WRONG_CODES, RIGHT_CODE } from './challenge.ts';
import { STYLE } from './challenge-style.ts';

/** Where the customer's bank asks the customer: server-rendered, and without scripts. */
type Page = { status: number; html: string } | { status: 303; location: string };

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** GET /challenge/{challengeId} */
export function challengePage(acquirer: Acquirer, challengeId: string): Page {
  const found = acquirer.authorisations.byChallenge(challengeId);
  if (found === null) return noSuchPage();
  return found.status === 'CHALLENGE' ? askingPage(found) : outcomePage(found);
}

/** POST /challenge/{challengeId}: the answer is another page, so that a reload presses nothing again. */
export async function pressed(
  acquirer: Acquirer,
  challengeId: string,
  form: URLSearchParams,
): Promise<Page> {
  const code = (form.get('code') ?? '').replaceAll(/[\s-]/g, '');
  const press = form.get('press') === 'cancel' ? 'cancel' : 'approve';
  const answered = await answerChallenge(acquirer, challengeId, { press, code });
  if (answered === null) return noSuchPage();
  return { status: 303, location: `/challenge/${challengeId}` };
}

export function sendPage(res: ServerResponse, page: Page): void {
  if ('location' in page) {
    res.writeHead(303, { location: page.location, 'cache-control': 'no-store' }).end();
    return;
  }
  res.writeHead(page.status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(page.html),
    'content-security-policy': `default-src 'none'; img-src data:; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  res.end(page.html);
}

function askingPage(open: Authorisation): Page {
  const left = MOST_WRONG_CODES - open.wrongCodes;
  const wrong =
    open.wrongCodes === 0
      ? ''
      : `<p class="wrong" id="wrong" role="alert"><strong>That code is not right.</strong>
You can try ${left === 1 ? 'once' : `${left} times`} more.</p>`;
  const describedBy = open.wrongCodes === 0 ? 'sent' : 'wrong sent';
  return document(
    'Approve your payment',
    `<h1>Approve your payment</h1>
<p id="sent">We sent a one-time code to the phone that belongs to this card.</p>
${factsOf(open)}
<form method="post">
${wrong}
<label for="code">One-time code</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 \\-]*"
 maxlength="12" required aria-describedby="${describedBy}"${open.wrongCodes === 0 ? '' : ' aria-invalid="true"'}>
<button name="press" value="approve">Approve payment</button>
<button class="quiet" name="press" value="cancel" formnovalidate>Cancel payment</button>
</form>
<p class="note"><strong>Test mode.</strong> No message is sent and no money moves: the code is
<b class="code">${RIGHT_CODE}</b>.</p>`,
  );
}

const OUTCOMES: Partial<Record<Authorisation['status'], readonly [string, string]>> = {
  CAPTURED: ['Payment approved', 'Your card has been charged.'],
  DISPUTED: ['Payment approved', 'The money has been given back since.'],
};

/** Says how it ended and goes on to the shop by itself. The shop is told by us, not by the browser. */
function outcomePage(over: Authorisation): Page {
  const declined = ['Payment not approved', 'Your card has not been charged.'] as const;
  const [heading, words] = OUTCOMES[over.status] ?? declined;
  const to = escaped(over.returnUrl);
  return document(
    heading,
    `<h1>${heading}</h1>
<p>${words} You are on your way back to the shop.</p>
${factsOf(over)}
<p><a class="button" href="${to}">Continue to the shop</a></p>`,
    `<meta http-equiv="refresh" content="0; url=${to}">`,
  );
}

function factsOf({ description, amountMinor, currency, brand, lastFour }: Authorisation): string {
  const card = `${BRAND_NAMES[brand] ?? 'Card'} ending in ${lastFour}`;
  const facts: readonly (readonly [string, string])[] = [
    ['Amount', `${currency} ${rupees(amountMinor)}`],
    ['For', description],
    ['Card', card],
  ];
  const rows = facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `<div><dt>${name}</dt><dd>${escaped(value)}</dd></div>`);
  return `<dl>\n${rows.join('\n')}\n</dl>`;
}

const BRAND_NAMES: Readonly<Record<string, string>> = {
  RUPAY: 'RuPay',
  VISA: 'Visa',
  MASTERCARD: 'Mastercard',
  AMEX: 'American Express',
  DINERS: 'Diners Club',
  DISCOVER: 'Discover',
  JCB: 'JCB',
  UNIONPAY: 'UnionPay',
  MAESTRO: 'Maestro',
};

function noSuchPage(): Page {
  const words = '<p>This link is not one of ours. Go back to the shop and start again.</p>';
  return document('Page not found', `<h1>Page not found</h1>\n${words}`, '', 404);
}

function document(title: string, main: string, head = '', status = 200): Page {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>${title} · Sandbox card bank</title>
<link rel="icon" href="data:,">
${head}
<style>${STYLE}</style>
</head>
<body>
<header><span class="mark" aria-hidden="true"></span>Sandbox card bank</header>
<main>
${main}
</main>
</body>
</html>
`;
  return { status, html };
}

function escaped(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
