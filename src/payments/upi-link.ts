/** The link that a UPI app opens, as NPCI's linking specification has it; the same text is what a QR code shows. */
import { formatMoney } from '../kit/money.ts';

export interface UpiLink {
  readonly payeeVpa: string;
  readonly payeeName: string;
  /** 1 to 35 letters and digits: UPI refuses transaction references with anything else. */
  readonly reference: string;
  readonly amountMinor: bigint;
  readonly note: string;
  /** How the customer comes by it: tapped on a telephone, or shown as a code for this one payment. */
  readonly shownAs: 'intent' | 'qr';
}

const initiationModes = { intent: '04', qr: '22' } as const;
const longestName = 99;
const longestNote = 50;

/** UPI knows rupees only. Throws RangeError for a reference that UPI would refuse. */
export function upiLink(link: UpiLink): string {
  if (!/^[A-Za-z0-9]{1,35}$/.test(link.reference)) throw new RangeError('No reference for UPI.');
  const parameters = [
    ['pa', link.payeeVpa],
    ['pn', shortened(link.payeeName, longestName)],
    ['tr', link.reference],
    ['am', formatMoney({ minor: link.amountMinor, currency: 'INR' })],
    ['cu', 'INR'],
    ['mode', initiationModes[link.shownAs]],
    ['tn', shortened(link.note, longestNote)],
  ] as const;
  return `upi://pay?${parameters.map(([name, value]) => `${name}=${encoded(value)}`).join('&')}`;
}

/** Cut between whole characters; what cannot be shown is left out. */
function shortened(text: string, length: number): string {
  return Array.from(text.toWellFormed().replace(/\p{C}/gu, '')).slice(0, length).join('');
}

// Apps compare the address as it is written: its sign stays one.
function encoded(value: string): string {
  return encodeURIComponent(value).replaceAll('%40', '@');
}
