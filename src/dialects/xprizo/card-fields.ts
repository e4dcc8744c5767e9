/** `creditCard` of a card deposit. What is refused is never repeated: a number with a typing error is nearly a card. */
import { CardDetails, type CardFault } from '../../kit/card.ts';
import type { Currency } from '../../kit/money.ts';
import type { Fields } from './fields.ts';

const said: Readonly<Record<CardFault, { readonly field: string; readonly sentence: string }>> = {
  number: { field: 'number', sentence: 'Invalid card number' },
  holder: { field: 'nameOnCard', sentence: 'Invalid name on card' },
  expiry: { field: 'expiryMonth', sentence: 'Invalid expiry date' },
  expired: { field: 'expiryMonth', sentence: 'The card has expired' },
  securityCode: { field: 'cvv', sentence: 'Invalid cvv' },
};

/** Throws DomainError for the first fault. The caller wipes the card. */
export function readCard(
  body: Fields,
  currency: Currency,
  at: Date,
  isLenient: boolean,
): CardDetails {
  const card = body.below('creditCard');
  const year = Number(card.needWhole('expiryYear'));
  const reading = CardDetails.read(
    {
      number: card.needText('number'),
      holder: card.needText('name'),
      expiryMonth: Number(monthOf(card)),
      expiryYear: isLenient && year < 100 ? 2_000 + year : year,
      securityCode: card.needText('cvv'),
    },
    { currency, at },
  );
  if (reading.kind === 'card') return reading.card;
  const [fault = 'number'] = reading.faults;
  const { field, sentence } = said[fault];
  throw card.fault(field, sentence);
}

/** Two digits, as it is printed: `03`, or the number 3. */
function monthOf(card: Fields): string {
  const text = card.needText('expiryMonth');
  if (!/^0?[1-9]$|^1[0-2]$/.test(text)) throw card.fault('expiryMonth', 'Invalid expiry date');
  return text;
}
