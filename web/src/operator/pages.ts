/** The pages of this site, in the order of the navigation. */
import type { Page } from '../app/page.ts';

export const operatorPages: readonly Page[] = [];
