import type { ServerResponse } from 'node:http';
import type { Bank } from './bank.ts';
import { parsePaise, rupees } from './money.ts';
import { InvalidRequest } from './order.ts';
import { pay, readPayment } from './upi.ts';

/**
 * Where the customer of a demo pays: what a UPI app shows for a `upi://pay?...` link, as a page without scripts.
 * The same parameters, behind `/upi/pay?`, open it.
 */
export type Page = { status: number; html: string };

/** GET /upi/pay */
export function payerPage(bank: Bank, query: URLSearchParams): Page {
  const fault = faultOf(bank, query);
  if (fault !== null) return notice(400, 'This link cannot be paid', fault);
  const amount = query.get('am');
  const hidden = ['pa', 'tr', ...(amount === null ? [] : ['am'])]
    .map((name) => `<input type="hidden" name="${name}" value="${escaped(query.get(name) ?? '')}">`)
    .join('\n');
  const amountShown =
    amount === null
      ? '<label>Amount <input name="am" inputmode="decimal" placeholder="500.00" required></label>'
      : `<p class="amount">₹ ${escaped(amount)}</p>`;
  return document(
    200,
    `Pay ${query.get('pn') ?? ''}`,
    `<h1>Pay ${escaped(query.get('pn') ?? '')}</h1>
<p>${escaped(query.get('pa') ?? '')}</p>
<p>${escaped(query.get('tn') ?? '')}</p>
<form method="post" action="/upi/pay">
${amountShown}
${hidden}
<input type="hidden" name="attempt" value="${crypto.randomUUID()}">
<label>From <input name="payer" value="asha@sandbox" required></label>
<button name="press" value="pay">Pay</button>
<button name="press" value="cancel" formnovalidate>Cancel</button>
</form>
<p class="small">No real money moves. <code>nofunds@sandbox</code> and <code>limit@sandbox</code> are refused.</p>`,
  );
}

/** POST /upi/pay */
export async function pressed(bank: Bank, form: URLSearchParams): Promise<Page> {
  const fault = faultOf(bank, form);
  if (fault !== null) return notice(400, 'This link cannot be paid', fault);
  const attempt = form.get('attempt') ?? '';
  if (!/^[0-9a-f-]{36}$/.test(attempt)) return notice(400, 'Not paid', 'Open the link again.');
  try {
    const failureCode = form.get('press') === 'cancel' ? 'PAYER_CANCELLED' : null;
    const payerVpa = form.get('payer') ?? '';
    const amount = form.get('am');
    const payment = readPayment({ reference: form.get('tr'), amount, payerVpa, failureCode });
    const made = await pay(bank, { ...payment, attempt });
    if (made.status === 'FAILED')
      return notice(200, 'Not paid', 'No money has moved. You can close this page.');
    const sum = `₹ ${rupees(made.amountPaise)}`;
    return notice(200, 'Paid', `${sum}, UTR ${made.utr ?? ''}. You can close this page.`);
  } catch (error) {
    if (error instanceof InvalidRequest) return notice(400, 'Not paid', `${error.message}.`);
    throw error;
  }
}

export function sendPage(res: ServerResponse, { status, html }: Page): void {
  res.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
  res.end(html);
}

function faultOf(bank: Bank, fields: URLSearchParams): string | null {
  const payee = fields.get('pa') ?? '';
  if (payee.toLowerCase() !== bank.settings.collectVpa.toLowerCase())
    return 'The bank does not know whom it is to.';
  if (!/^[A-Za-z0-9]{1,35}$/.test(fields.get('tr') ?? '')) return 'It carries no reference.';
  const amount = fields.get('am');
  if (amount !== null && parsePaise(amount) === null) return 'Its amount is none.';
  return (fields.get('cu') ?? 'INR') === 'INR' ? null : 'Its currency is not INR.';
}

function notice(status: number, title: string, text: string): Page {
  return document(status, title, `<h1>${escaped(title)}</h1>\n<p>${escaped(text)}</p>`);
}

function document(status: number, title: string, body: string): Page {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Sandbox bank</title>
<style>
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 2rem auto; padding: 0 1rem; }
.amount { font-size: 2rem; margin: 0; }
.small { font-size: .85rem; color: #555; }
label, button { display: block; width: 100%; margin: .75rem 0; }
input, button { font: inherit; padding: .6rem; width: 100%; box-sizing: border-box; }
</style>
</head>
<body>
${body}
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
