/** The end of the log that PostgreSQL keeps, for whoever has to say why it ended. */
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

const lastBytes = 64 * 1024;

/** The file that was written last, and its last line about an end of the server. What cannot be read is left out. */
export function lastComplaintIn(folder: string): { file?: string; line?: string } {
  try {
    const files = readdirSync(folder).map((name) => join(folder, name));
    const [file] = files.sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
    if (file === undefined) return {};
    const line = endOf(file)
      .split('\n')
      .findLast((each) => /\b(FATAL|PANIC):/.test(each));
    return line === undefined ? { file } : { file, line: line.replace(/^.*?(?=FATAL|PANIC)/, '') };
  } catch {
    return {};
  }
}

function endOf(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const end = Buffer.alloc(Math.min(size, lastBytes));
    readSync(handle, end, 0, end.length, size - end.length);
    return end.toString();
  } finally {
    closeSync(handle);
  }
}
