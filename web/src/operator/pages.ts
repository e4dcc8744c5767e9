/** The pages of this site, in the order of the navigation. */
import { ScrollText, Users } from 'lucide-react';
import type { Page } from '../app/page.ts';
import { securityPage } from '../sign-in/pages.ts';

export const operatorPages: readonly Page[] = [
  {
    path: '/people',
    title: 'Operators',
    permission: 'people.read',
    nav: { icon: Users, group: 'Deployment' },
    load: () => import('./people.tsx'),
  },
  {
    path: '/audit',
    title: 'Audit',
    permission: 'audit.read',
    nav: { icon: ScrollText, group: 'Deployment' },
    load: () => import('./audit.tsx'),
  },
  securityPage,
];
