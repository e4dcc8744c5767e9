/** `customerData` of a card deposit: all that is published as required, or, where the operator is lenient, less. */
import { isDay } from '../../kit/is-day.ts';
import { isIP } from 'node:net';
import type { CardCustomer } from '../../providers/card-acquirer.ts';
import type { Fields } from './fields.ts';

const emailShape = /^[^\s@<>"(),:;[\]\\]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/;
const mobileShape = /^\+[1-9]\d{6,14}$/;
const countryShape = /^[A-Z]{2}$/;
const alphaThree = /^[A-Z]{3}$/i;
const longestText = 255;
export const nameWanted = 'Name must be between 3 and 50 characters';

/** Throws DomainError for the first fault. */
export function readCustomer(body: Fields, isLenient: boolean): CardCustomer {
  const customer = body.below('customerData');
  const name = nameIn(customer, isLenient ? body.text('customer') : undefined);
  const email = customer.text('email');
  if (email === undefined ? !isLenient : !isEmail(email))
    throw customer.fault('email', 'Invalid email');
  const mobile = customer.text('mobile');
  if (mobile === undefined ? !isLenient : !mobileShape.test(mobile))
    throw customer.fault('mobile', `Invalid mobile (${(mobile ?? '').slice(0, 40)})`);
  readPerson(customer, isLenient);
  const ipAddress = customer.text('ipAddress');
  if (ipAddress === undefined ? !isLenient : isIP(ipAddress) === 0)
    throw customer.fault('ipAddress', 'Invalid ipAddress');
  return {
    name,
    email: email ?? null,
    mobile: mobile ?? null,
    ipAddress: ipAddress ?? null,
  };
}

/** `other` stands in where the object has no name. */
function nameIn(customer: Fields, other?: string): string {
  const name = (customer.text('name') ?? other ?? '').trim();
  if (name.length < 3 || name.length > 50) throw customer.fault('name', nameWanted);
  return name;
}

function isEmail(text: string): boolean {
  return text.length <= 254 && emailShape.test(text);
}

/** Nothing of this is kept: it is judged, as published, and goes no further. */
function readPerson(customer: Fields, isLenient: boolean): void {
  // A whole time is cut to its day where the operator is lenient.
  const dayOf = (text: string) => (isLenient ? text.slice(0, 10) : text);
  const birthDate = customer.text('birthDate');
  if (birthDate === undefined ? !isLenient : !isDay(dayOf(birthDate)))
    throw customer.fault('birthDate', 'Invalid birthDate');
  const gender = customer.text('gender');
  if (gender === undefined ? !isLenient : !/^[MFX]$/.test(gender))
    throw customer.fault('gender', 'Invalid gender');
  const address = customer.below('address');
  for (const name of ['address', 'street', 'city', 'zipPostalCode'])
    refuseLong(address, name, !isLenient);
  refuseLong(address, 'stateProvinceRegion', false);
  const country = address.text('countryCode');
  const isCountry = (text: string) =>
    countryShape.test(text) || (isLenient && alphaThree.test(text));
  if (country === undefined ? !isLenient : !isCountry(country))
    throw address.fault('countryCode', 'Invalid countryCode');
}

function refuseLong(fields: Fields, name: string, isNeeded: boolean): void {
  const text = isNeeded ? fields.needText(name) : fields.text(name);
  if (text !== undefined && text.length > longestText) throw fields.fault(name, `Invalid ${name}`);
}
