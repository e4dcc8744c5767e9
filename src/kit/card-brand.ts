/** Whose card it is, by its first digits. Nothing here keeps or repeats a number. */

export type CardBrand =
  'visa' | 'mastercard' | 'rupay' | 'amex' | 'maestro' | 'diners' | 'discover' | 'jcb' | 'unionpay';

interface BrandFacts {
  readonly shownAs: string;
  readonly lengths: readonly number[];
  readonly securityCodeLength: 3 | 4;
}

/** As the networks publish them. */
export const brandFacts: Readonly<Record<CardBrand, BrandFacts>> = {
  visa: { shownAs: 'Visa', lengths: [13, 16, 18, 19], securityCodeLength: 3 },
  mastercard: { shownAs: 'Mastercard', lengths: [16], securityCodeLength: 3 },
  rupay: { shownAs: 'RuPay', lengths: [16], securityCodeLength: 3 },
  amex: { shownAs: 'American Express', lengths: [15], securityCodeLength: 4 },
  maestro: { shownAs: 'Maestro', lengths: [12, 13, 14, 15, 16, 17, 18, 19], securityCodeLength: 3 },
  diners: { shownAs: 'Diners Club', lengths: [14, 16, 19], securityCodeLength: 3 },
  discover: { shownAs: 'Discover', lengths: [16, 19], securityCodeLength: 3 },
  jcb: { shownAs: 'JCB', lengths: [15, 16, 17, 18, 19], securityCodeLength: 3 },
  unionpay: { shownAs: 'UnionPay', lengths: [14, 15, 16, 17, 18, 19], securityCodeLength: 3 },
};

/** From the first to the last beginning, both of the same length. */
type Range = readonly [brand: CardBrand, from: string, to: string];

// The first that fits decides, so a range stands before the wider one of another brand around it.
const ranges: readonly Range[] = [
  ['rupay', '508500', '508999'],
  ['rupay', '606985', '607984'],
  ['rupay', '608001', '608500'],
  ['rupay', '652150', '653149'],
  ['rupay', '817200', '820199'],
  ['visa', '4', '4'],
  ['mastercard', '51', '55'],
  ['mastercard', '2221', '2720'],
  ['amex', '34', '34'],
  ['amex', '37', '37'],
  ['diners', '300', '305'],
  ['diners', '36', '36'],
  ['diners', '38', '39'],
  ['discover', '6011', '6011'],
  ['discover', '644', '649'],
  ['discover', '65', '65'],
  ['jcb', '3528', '3589'],
  ['jcb', '1800', '1800'],
  ['jcb', '2131', '2131'],
  ['unionpay', '62', '62'],
  ['unionpay', '8110', '8171'],
  ['maestro', '50', '50'],
  ['maestro', '56', '69'],
];

// RuPay shares these with the networks that take its cards abroad: in rupees they are RuPay's.
const inRupees: readonly Range[] = [
  ['discover', '6011', '6011'],
  ['rupay', '353', '353'],
  ['rupay', '356', '356'],
  ['rupay', '508', '508'],
  ['rupay', '60', '60'],
  ['rupay', '65', '65'],
  ['rupay', '82', '82'],
];

/** `digits` is a whole number or at least its first six. Undefined for no brand that we know. */
export function brandOf(digits: string, currency?: string): CardBrand | undefined {
  const known = currency === 'INR' ? [...inRupees, ...ranges] : ranges;
  const found = known.find(([, from, to]) => {
    const start = digits.slice(0, from.length);
    return start.length === from.length && start >= from && start <= to;
  });
  return found?.[0];
}

/** The check digit of ISO/IEC 7812: every second digit from the right counts twice, and the sum ends in nought. */
export function passesLuhn(digits: Uint8Array): boolean {
  let sum = 0;
  for (let fromRight = 0; fromRight < digits.length; fromRight++) {
    const digit = (digits[digits.length - 1 - fromRight] ?? 0) - 0x30;
    const counted = fromRight % 2 === 0 ? digit : digit * 2;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return digits.length > 0 && sum % 10 === 0;
}
