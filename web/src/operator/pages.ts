/** The pages of this site, in the order of the navigation. */
import { LayoutDashboard } from 'lucide-react';
import type { Page } from '../app/page.ts';

export const operatorPages: readonly Page[] = [
  {
    path: '/overview',
    title: 'Overview',
    permission: 'overview.read',
    nav: { icon: LayoutDashboard, group: '' },
    load: () => import('./overview.tsx'),
  },
];
