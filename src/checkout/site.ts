/** What all pages of a deployment have in common, from its settings. */
import { assetsPath } from './addresses.ts';
import { loadAssets, type Assets } from './assets.ts';

export interface Site {
  readonly brandName: string;
  readonly assets: Assets;
  /** What a customer should see in the browser's address: `pay.example`. */
  readonly host: string;
  readonly isSandbox: boolean;
}

export interface SiteSettings {
  readonly brand: string;
  readonly brandLogo: string | undefined;
  readonly brandColour: string;
  readonly publicUrl: string;
  readonly environment: 'sandbox' | 'live';
}

/** Reads the files of the pages. Throws when the logo cannot be read. */
export function siteOf(settings: SiteSettings): Site {
  const { brand, brandLogo, brandColour, publicUrl, environment } = settings;
  return {
    brandName: brand,
    assets: loadAssets({ name: brand, logoPath: brandLogo, colour: brandColour }, assetsPath),
    host: new URL(publicUrl).host,
    isSandbox: environment === 'sandbox',
  };
}
