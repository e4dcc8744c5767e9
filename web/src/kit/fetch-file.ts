import type { Refusal } from '../../../src/console/answers/shared.ts';
import { ApiRefusal } from '../app/api.ts';

export interface Fetched {
  readonly kilobytes: number;
  /** Lines of a file of text, without the headings. */
  readonly lines: number;
}

/** Fetches a file and keeps it; says how much has come. Resolves to its name. Throws ApiRefusal. */
export async function fetchFile(
  url: string,
  signal: AbortSignal,
  onCome: (fetched: Fetched) => void,
): Promise<string> {
  const response = await fetch(url, { headers: { 'x-hundi-console': '1' }, signal });
  if (!response.ok) throw new ApiRefusal(response.status, await refusalOf(response));
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let [bytes, lines] = [0, -1];
  const reader = response.body?.getReader();
  for (;;) {
    const read = await reader?.read();
    if (read?.value === undefined) break;
    parts.push(read.value);
    bytes += read.value.byteLength;
    lines += linesIn(read.value);
    onCome({ kilobytes: bytes >> 10, lines: Math.max(lines, 0) });
  }
  const type = response.headers.get('content-type') ?? 'application/octet-stream';
  const place = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement('a');
  link.href = place;
  link.download = name ?? 'report';
  link.click();
  URL.revokeObjectURL(place);
  return link.download;
}

const lineFeed = 10;

function linesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) count += 1;
  return count;
}

async function refusalOf(response: Response): Promise<Refusal> {
  const answer: unknown = await response.json().catch(() => undefined);
  const isRefusal = typeof answer === 'object' && answer !== null && 'error' in answer;
  if (isRefusal) return answer as Refusal;
  return { error: { code: 'service.unavailable', message: 'The file could not be made.' } };
}
