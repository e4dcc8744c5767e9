/** The pages of this site, in the order of the navigation. */
import { ArrowLeftRight, LayoutDashboard, ScrollText, Users } from 'lucide-react';
import type { Page } from '../app/page.ts';
import { merchantPages } from './merchant-pages.ts';
import { securityPage } from '../sign-in/pages.ts';

export const operatorPages: readonly Page[] = [
  {
    path: '/overview',
    title: 'Overview',
    permission: 'overview.read',
    nav: { icon: LayoutDashboard, group: '' },
    load: () => import('./overview.tsx'),
  },
  ...merchantPages,
  {
    path: '/payments',
    title: 'Payments',
    permission: 'payments.read',
    nav: { icon: ArrowLeftRight, group: 'Money' },
    load: () => import('./payments.tsx'),
  },
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
