/** Whether what customers see can be shown, for `src/config.ts`, which alone reads the environment. */
import { statSync } from 'node:fs';

interface PageConfig {
  readonly environment: 'sandbox' | 'live';
  readonly brandLogo: string | undefined;
  readonly brandColour: string;
  readonly publicUrl: string;
}

const mostLogoBytes = 256 * 1024;

/** A sentence for each fault. */
export function pageFaultsOf({
  brandLogo,
  brandColour,
  publicUrl,
  environment,
}: PageConfig): string[] {
  const faults: string[] = [];
  if (!/^#[0-9a-f]{6}$/i.test(brandColour))
    faults.push(`HUNDI_BRAND_COLOUR is "${brandColour}"; it must be written #rrggbb.`);
  if (!URL.canParse(publicUrl) || !/^https?:$/.test(new URL(publicUrl).protocol))
    faults.push(
      `HUNDI_PUBLIC_URL is "${publicUrl}"; it must be an address such as https://pay.example.`,
    );
  else if (new URL(publicUrl).origin !== publicUrl)
    faults.push(`HUNDI_PUBLIC_URL must be an origin alone: ${new URL(publicUrl).origin}`);
  if (environment === 'live' && !publicUrl.startsWith('https:'))
    faults.push('Live needs HUNDI_PUBLIC_URL, with https.');
  if (brandLogo === undefined) return faults;
  const file = statSync(brandLogo, { throwIfNoEntry: false });
  if (!/\.(svg|png)$/i.test(brandLogo) || file?.isFile() !== true || file.size > mostLogoBytes)
    faults.push(`HUNDI_BRAND_LOGO "${brandLogo}" must be an SVG or PNG file of at most 256 kB.`);
  return faults;
}
