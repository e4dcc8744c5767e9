/** The pages of this site, in the order of the navigation. */
import { CheckCheck, Power, ScrollText, Store, Users } from 'lucide-react';
import type { Page } from '../app/page.ts';
import { securityPage } from '../sign-in/pages.ts';

export const operatorPages: readonly Page[] = [
  {
    path: '/merchants',
    title: 'Merchants',
    permission: 'merchants.read',
    nav: { icon: Store, group: 'Merchants' },
    load: () => import('./merchants.tsx'),
  },
  {
    path: '/merchants/$merchantId',
    title: 'Merchant',
    permission: 'merchants.read',
    load: () => import('./merchant.tsx'),
  },
  {
    path: '/approvals',
    title: 'Approvals',
    permission: 'merchants.read',
    nav: { icon: CheckCheck, group: 'Merchants' },
    load: () => import('./approvals.tsx'),
  },
  {
    path: '/approvals/$merchantId/$draftId',
    title: 'Approval',
    permission: 'merchants.read',
    load: () => import('./approval.tsx'),
  },
  {
    path: '/switches',
    title: 'Switches',
    permission: 'merchants.read',
    nav: { icon: Power, group: 'Deployment' },
    load: () => import('./switches.tsx'),
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
