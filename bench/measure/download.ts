/** The same report downloaded through the gateway by a signed request: what it takes of the process that pays. */
import { createHash, createHmac } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { memoryMb, peakMemoryMb } from '../cpu.ts';
import { startGateway } from '../gateway.ts';
import { issueKeyOf } from '../keys.ts';
import type { Row } from '../report.ts';
import type { Stage } from '../stage.ts';

const route = 'api_download_report';

export interface Download {
  /** Behind `?route=…`. */
  readonly query: string;
  readonly what: string;
}

/** Its memory is that of the whole gateway; how much of it was there before is told beside it. */
export async function measureDownloads(
  stage: Stage,
  url: string,
  merchantId: string,
  downloads: readonly Download[],
): Promise<Row[]> {
  const { apiKey, apiSecret } = await issueKeyOf(url, merchantId);
  const rows: Row[] = [];
  for (const [nth, { query, what }] of downloads.entries()) {
    const dataDir = join(stage.workDir, `download-${nth}`);
    mkdirSync(dataDir, { recursive: true });
    const gateway = await startGateway({ dataDir, databaseUrl: url, role: 'api' });
    try {
      const before = memoryMb(gateway.pid);
      const beganMs = performance.now();
      const response = await fetch(
        `http://127.0.0.1:${gateway.port}/sitemap.xml?route=${route}${query}`,
        { headers: signedHeaders(apiKey, apiSecret) },
      );
      if (!response.ok || response.body === null)
        throw new Error(`A download was answered ${response.status}: ${await response.text()}`);
      let bytes = 0;
      for await (const chunk of response.body) bytes += (chunk as Uint8Array).length;
      const seconds = (performance.now() - beganMs) / 1_000;
      const peak = peakMemoryMb(gateway.pid);
      const note = `${before.toFixed(0)} MB of it before the download.`;
      rows.push({ what: `gateway: ${what}`, value: peak, unit: 'MB', goal: { atMost: 250 }, note });
      stage.say(
        `download, ${what}: ${(bytes / 1_048_576).toFixed(0)} MB in ${seconds.toFixed(1)} s, the gateway took ${peak.toFixed(0)} MB, ${note}`,
      );
    } finally {
      await gateway.stop();
    }
  }
  return rows;
}

function signedHeaders(apiKey: string, apiSecret: string): Record<string, string> {
  const time = String(Math.floor(Date.now() / 1_000));
  const nonce = `bench-${process.hrtime.bigint()}`;
  const digest = createHash('sha256').digest('hex');
  const base = ['GET', route, time, nonce, digest].join('\n');
  return {
    'x-api-key': apiKey,
    'x-timestamp': time,
    'x-nonce': nonce,
    'x-signature': createHmac('sha256', apiSecret).update(base).digest('hex'),
  };
}
