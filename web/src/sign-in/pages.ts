/** The pages before the sign-in. */
import type { Page } from '../app/page.ts';

export const signInPages: readonly Page[] = [
  { path: '/sign-in', title: 'Sign in', load: () => import('./sign-in.tsx') },
  { path: '/welcome', title: 'Welcome', load: () => import('./welcome.tsx') },
];

/** Of whoever is signed in, at either site. */
export const securityPage: Page = {
  path: '/security',
  title: 'Sign-in and security',
  load: () => import('./security.tsx'),
};
