/** The pages of this site, in the order of the navigation. */
import { Users } from 'lucide-react';
import type { Page } from '../app/page.ts';
import { securityPage } from '../sign-in/pages.ts';

export const merchantPages: readonly Page[] = [
  {
    path: '/team',
    title: 'Team',
    permission: 'team.read',
    nav: { icon: Users, group: 'Account' },
    load: () => import('./team.tsx'),
  },
  securityPage,
];
