/** `Addressbook/Info`: whose user name, e-mail address or mobile number that is. */
import { ownerOfContact } from '../../merchants/contacts.ts';
import type { Fields } from './fields.ts';
import type { Work } from './gate.ts';
import { guarded } from './guarded.ts';
import type { XprizoParts } from './parts.ts';
import { idAndDescription } from './present.ts';

export function addressbookInfo({ pool, merchants }: XprizoParts): Work {
  return guarded(async (_caller, { query }) => {
    const ownerId = await ownerOfContact(pool, contactIn(query, 'value'));
    const owner = ownerId && (await merchants.get(ownerId));
    if (owner?.status !== 'active') throw query.fault('value', 'Contact not found');
    return idAndDescription(owner.merchantNo, owner.name);
  });
}

/** No e-mail address has a space and no number begins with one: a plus that was not encoded has become it. */
export function contactIn(query: Fields, name: string): string {
  const text = query.needText(name);
  return text.includes('@') ? text.trim().replaceAll(' ', '+') : text.replace(/^ (?=\d)/, '+');
}
