/** The key of a transaction while it is open: it carries the number of its owner, which leads to the owner's shard. */
import { randomInt } from 'node:crypto';

const ownerLength = 5;
const chanceLength = 7;
const shape = new RegExp(`^DEP([0-9A-Z]{${ownerLength}})[0-9A-Z]{${chanceLength}}$`);
/** What five characters hold. */
const largestNo = 36 ** ownerLength - 1;

/** `DEP`, five characters of the owner's number and seven by chance. Throws RangeError beyond 60 million owners. */
export function newApprovalKey(merchantNo: number): string {
  if (merchantNo > largestNo) throw new RangeError('The number of the owner is too large.');
  const owner = merchantNo.toString(36).padStart(ownerLength, '0');
  const chance = randomInt(36 ** chanceLength)
    .toString(36)
    .padStart(chanceLength, '0');
  return `DEP${owner}${chance}`.toUpperCase();
}

/** The number of the owner; undefined when the text is no key. */
export function ownerOfKey(key: string): number | undefined {
  const owner = shape.exec(key)?.[1];
  return owner === undefined ? undefined : parseInt(owner, 36);
}
