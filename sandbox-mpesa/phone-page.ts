import { phone } from './book.ts';
import { descOfPayout, descOfPrompt } from './codes.ts';
import type { Mpesa } from './mpesa.ts';
import { escaped, screen, type Page } from './page.ts';
import type { Payout } from './payouts.ts';
import { answerPhone, PIN } from './phone.ts';
import type { Prompt } from './prompts.ts';

/** Where the customer of a demo holds a phone: what is asked on it, and the messages it got. It needs no scripts. */

/** GET /phone: which phone? */
export function choosePage(number: string | null): Page {
  const msisdn = msisdnOf(number ?? '');
  const isWrong = number !== null && msisdn === null;
  return screen(
    isWrong ? 400 : 200,
    'Whose phone?',
    `<h1>Whose phone?</h1>
<form method="get" action="/phone">
<label>Mobile number
<input name="number" inputmode="tel" autocomplete="off" required value="${escaped(number ?? '254708374149')}"${isWrong ? ' aria-invalid="true" aria-describedby="wrong"' : ''}></label>
${isWrong ? '<p class="hint" id="wrong" role="alert">A Kenyan mobile number, such as 254708374149.</p>' : ''}
<div class="buttons"><button>Hold it</button></div>
</form>`,
  );
}

/** GET /phone/{msisdn} */
export function phonePage(mpesa: Mpesa, msisdn: string, notice: string | null = null): Page {
  const prompt = mpesa.prompts.pendingOn(msisdn);
  const here = `/phone/${msisdn}`;
  const asked =
    prompt === null
      ? `<h1>${notice === null ? 'Nobody asks for money' : escaped(notice)}</h1>
<a class="again" href="${here}">Look again</a>`
      : promptForm(prompt, here, notice);
  return screen(
    200,
    prompt === null ? 'Phone' : 'Payment request',
    `<p class="owner">+${msisdn} · KES ${grouped(mpesa.book.balance(phone(msisdn)))}</p>
${asked}
${messagesOn(mpesa, msisdn)}`,
  );
}

function promptForm(prompt: Prompt, here: string, notice: string | null): string {
  return `<h1>Do you want to pay?</h1>
${notice === null ? '' : `<p role="alert">${escaped(notice)}</p>`}
<form class="prompt" method="post" action="${here}">
<p class="amount">KES ${grouped(prompt.amount)}</p>
<p>to Hundi, account <code>${escaped(prompt.accountReference)}</code></p>
<p>${escaped(prompt.description)}</p>
<input type="hidden" name="prompt" value="${escaped(prompt.checkoutId)}">
<label>M-Pesa PIN
<input name="pin" type="password" inputmode="numeric" autocomplete="off" maxlength="4" pattern="[0-9]{4}" required></label>
<div class="buttons">
<button name="press" value="pay">Pay</button>
<button class="second" name="press" value="cancel" formnovalidate>Cancel</button>
</div>
<p class="hint">The PIN of every phone here is ${PIN}; any other is refused.</p>
</form>`;
}

/** POST /phone/{msisdn}. A form that is sent twice finds no prompt the second time. */
export function phonePressed(mpesa: Mpesa, msisdn: string, form: URLSearchParams): Page {
  const press = form.get('press') === 'pay' ? 'pay' : 'cancel';
  const pin = form.get('pin') ?? '';
  if (press === 'pay' && !/^\d{4}$/.test(pin))
    return phonePage(mpesa, msisdn, 'A PIN has four digits.');
  const answered = answerPhone(mpesa, form.get('prompt') ?? '', msisdn, press, pin);
  if (answered === null) return phonePage(mpesa, msisdn, 'That request is over');
  return phonePage(mpesa, msisdn, answered.status === 'paid' ? 'Paid' : 'Not paid');
}

/** The messages that the phone got, newest first. */
function messagesOn(mpesa: Mpesa, msisdn: string): string {
  const messages = [
    ...mpesa.prompts.recentOn(msisdn).flatMap((each) => messageOfPrompt(each)),
    ...mpesa.payouts.recentOn(msisdn).flatMap((each) => messageOfPayout(each)),
  ];
  if (messages.length === 0) return '';
  messages.sort((one, other) => other.at - one.at);
  const items = messages.slice(0, 6).map(({ text }) => `<li>${escaped(text)}</li>`);
  return `<h2>Messages</h2>\n<ul>\n${items.join('\n')}\n</ul>`;
}

type Message = { at: number; text: string };

function messageOfPrompt(prompt: Prompt): Message[] {
  const { status, receipt, amount, updatedAt: at, accountReference } = prompt;
  if (status === 'pending') return [];
  const sum = `KES ${grouped(amount)}`;
  if (status === 'refused')
    return [{ at, text: `${sum} not paid. ${descOfPrompt(prompt.resultCode ?? '')}` }];
  const back = prompt.reversed ? ' It was given back.' : '';
  return [
    { at, text: `${receipt ?? ''} Confirmed. ${sum} paid to Hundi, ${accountReference}.${back}` },
  ];
}

function messageOfPayout({
  status,
  receipt,
  amount,
  updatedAt: at,
  resultCode,
}: Payout): Message[] {
  if (status === 'pending') return [];
  const sum = `KES ${grouped(amount)}`;
  if (status === 'paid')
    return [{ at, text: `${receipt} Confirmed. You have received ${sum} from Hundi.` }];
  return [{ at, text: `${sum} from Hundi did not come. ${descOfPayout(resultCode ?? '')}` }];
}

/** The number in international digits, null when it is none. */
export function msisdnOf(text: string): string | null {
  const digits = text.replace(/[\s+-]/g, '').replace(/^0(?=[17]\d{8}$)/, '254');
  return /^254\d{9}$/.test(digits) ? digits : null;
}

function grouped(shillings: bigint): string {
  return shillings.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}
