import type { Refusal } from '../../../src/console/answers/shared.ts';
import { ApiRefusal } from '../app/api.ts';

/** Fetches a file and keeps it; says how many kB have come. Resolves to its name. Throws ApiRefusal. */
export async function fetchReport(
  url: string,
  onKilobytes: (count: number) => void,
): Promise<string> {
  const response = await fetch(url, { headers: { 'x-hundi-console': '1' } });
  if (!response.ok) throw new ApiRefusal(response.status, await refusalOf(response));
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let count = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const read = await reader?.read();
    if (read?.value === undefined) break;
    parts.push(read.value);
    count += read.value.byteLength;
    onKilobytes(count >> 10);
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

async function refusalOf(response: Response): Promise<Refusal> {
  const answer: unknown = await response.json().catch(() => undefined);
  const isRefusal = typeof answer === 'object' && answer !== null && 'error' in answer;
  if (isRefusal) return answer as Refusal;
  return { error: { code: 'service.unavailable', message: 'The report could not be made.' } };
}
