/** A real browser: Chromium as Debian ships it, without a profile and without a word to anybody outside. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const folders = (process.env['PATH'] ?? '').split(delimiter);
const executablePath = folders
  .map((folder) => join(folder, 'chromium'))
  .find((path) => existsSync(path));

/** False, or the line that says why the tests in a browser are passed over. */
export const withoutBrowser: string | false =
  executablePath === undefined && 'no Chromium here: apt-get install chromium';

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
} as const;
export const desk = { viewport: { width: 1280, height: 800 } } as const;
