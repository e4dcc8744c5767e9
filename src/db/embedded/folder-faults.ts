/** Why a folder cannot be used, in words for the operator. */

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full; make room there',
  EDQUOT: 'the quota of this account is used up; make room there',
  EROFS: 'its file system is read-only; mount it for writing',
  EACCES: 'this account may not write there',
  EPERM: 'this account may not write there',
  ENOTDIR: 'a part of its path is a file and no folder',
  EEXIST: 'it is a file and no folder',
  ENOENT: 'nothing can be made there',
  EIO: 'its disk fails (EIO)',
};

const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EROFS']);

/** SQLite has numbers of its own for the same. */
const sqliteReasons: Readonly<Record<number, string>> = {
  8: 'it is read-only, or of another account',
  10: 'its disk fails, or is full',
  13: 'its disk is full; make room there',
};

/** Undefined for what is no matter of the file system. */
export function folderFaultOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('errcode' in error && typeof error.errcode === 'number')
    return sqliteReasons[error.errcode & 0xff];
  if (!('code' in error)) return undefined;
  const code = String(error.code);
  // A write names no path. What has none otherwise is another matter, such as a port that may not be listened on.
  return 'path' in error || noRoom.has(code) ? reasons[code] : undefined;
}

/** What PostgreSQL says of a full disk, with what to do; its words as they are for everything else. */
export function withAdvice(said: string, folder: string): string {
  // Without the time and the process before it.
  const words = said.replace(/^\d.*?(?=(FATAL|PANIC):)/, '').replace(/\.$/, '');
  return /no space left on device|could not extend file/i.test(words)
    ? `${words}; the disk of ${folder} is full, make room there`
    : words;
}
