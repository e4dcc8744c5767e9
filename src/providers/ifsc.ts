/** Whether a branch code exists, by the list in data/ifsc.txt. Nothing is read before the first question. */
import { readFileSync } from 'node:fs';

/** Sorted branch codes of one bank. Six characters in base 36 fit 32 bits, so 177,000 take 0.7 MB. */
type Branches = Uint32Array;

const listAt = new URL('../../data/ifsc.txt', import.meta.url);
const shape = /^([A-Z]{4})0([A-Z0-9]{6})$/;

let banks: ReadonlyMap<string, Branches> | undefined;

/** Only the spelling in capitals exists. The first call reads the list, which takes some milliseconds. */
export function ifscExists(code: string): boolean {
  const parts = shape.exec(code);
  if (parts === null) return false;
  banks ??= readBanks(readFileSync(listAt, 'latin1'));
  const branches = banks.get(parts[1] ?? '');
  return branches !== undefined && holds(branches, parseInt(parts[2] ?? '', 36));
}

function holds(branches: Branches, branch: number): boolean {
  let low = 0;
  let high = branches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((branches[middle] ?? 0) < branch) low = middle + 1;
    else high = middle;
  }
  return branches[low] === branch;
}

/** One line for each bank: its letters, a space, and its branches; `#` starts a remark. */
function readBanks(text: string): ReadonlyMap<string, Branches> {
  const found = new Map<string, Branches>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    found.set(line.slice(0, 4), readBranches(line.slice(5)));
  }
  return found;
}

/** Items between commas: a code, a number without its leading zeros, or a run of numbers such as `7-15`. */
function readBranches(text: string): Branches {
  const codes: number[] = [];
  for (const item of text.split(',')) {
    const dash = item.indexOf('-');
    if (dash < 0) {
      codes.push(parseInt(item, 36));
      continue;
    }
    const last = parseInt(item.slice(dash + 1), 10);
    for (let number = parseInt(item.slice(0, dash), 10); number <= last; number++) {
      codes.push(parseInt(String(number), 36));
    }
  }
  return Uint32Array.from(codes).sort();
}
