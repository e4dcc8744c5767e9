/** The pages about merchants, and about what takes two people. */
import { BadgePercent, CheckCheck, Power, Store } from 'lucide-react';
import type { Page } from '../app/page.ts';

export const merchantPages: readonly Page[] = [
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
    path: '/terms',
    title: 'Prices and rates',
    permission: 'merchants.read',
    nav: { icon: BadgePercent, group: 'Merchants' },
    load: () => import('./terms.tsx'),
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
];
