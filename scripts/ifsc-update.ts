/**
 * Writes data/ifsc.txt anew from an unpacked `ifsc` package of the npm registry:
 * `npm pack ifsc && tar xzf ifsc-*.tgz && node scripts/ifsc-update.ts package`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const listAt = new URL('../data/ifsc.txt', import.meta.url);

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('Name the folder of the unpacked ifsc package.\n');
  process.exit(2);
}

const { version } = readObject('package.json');
if (typeof version !== 'string') throw new Error('The package has no version.');

const lines: string[] = [];
let branchCount = 0;
for (const [bank, list] of Object.entries(readObject('src/IFSC.json')).sort()) {
  if (!/^[A-Z]{4}$/.test(bank) || !Array.isArray(list)) throw new Error(`${bank} is no bank.`);
  const branches = list.map((entry) => branchOf(bank, entry));
  branchCount += branches.length;
  if (branches.length > 0) lines.push(`${bank} ${shortened(branches).join(',')}`);
}
const head = `# ifsc ${version} from the npm registry: ${lines.length} banks, ${branchCount} branches.`;
writeFileSync(listAt, [head, ...lines, ''].join('\n'));
process.stdout.write(`${head.slice(2)}\n`);

function readObject(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder ?? '', name), 'utf8')) as Record<string, unknown>;
}

/** The package keeps branches of digits as numbers, without their leading zeros. */
function branchOf(bank: string, entry: unknown): string {
  const branch = typeof entry === 'number' ? String(entry).padStart(6, '0') : entry;
  if (typeof branch === 'string' && /^[A-Z0-9]{6}$/.test(branch)) return branch;
  throw new Error(`${bank} has a branch that is no branch: ${JSON.stringify(entry)}.`);
}

/** Numbers first, neighbours as runs; then the codes that hold letters. */
function shortened(branches: readonly string[]): string[] {
  const isNumber = (branch: string) => /^[0-9]+$/.test(branch);
  const numbers = [...new Set(branches.filter(isNumber).map(Number))].sort((a, b) => a - b);
  const items: string[] = [];
  for (let at = 0; at < numbers.length; at++) {
    const first = numbers[at] ?? 0;
    while (numbers[at + 1] === (numbers[at] ?? 0) + 1) at++;
    const last = numbers[at] ?? 0;
    items.push(first === last ? `${first}` : `${first}-${last}`);
  }
  return [...items, ...branches.filter((branch) => !isNumber(branch)).sort()];
}
