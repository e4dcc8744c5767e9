/** The pages before the sign-in. */
import type { Page } from '../app/page.ts';

export const signInPages: readonly Page[] = [];
