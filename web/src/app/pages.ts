import { merchantPages } from '../merchant/pages.ts';
import { operatorPages } from '../operator/pages.ts';
import type { Page } from './page.ts';
import { audience } from './site.ts';

/** Of this site, in the order of the navigation. */
export const pages: readonly Page[] = audience === 'operator' ? operatorPages : merchantPages;

export function maySee(page: Page, permissions: readonly string[]): boolean {
  return page.permission === undefined || permissions.includes(page.permission);
}
