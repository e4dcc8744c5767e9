/** The pages of this site, in the order of the navigation. */
import {
  ArrowLeftRight,
  Banknote,
  BookOpenCheck,
  Inbox,
  LayoutDashboard,
  ScrollText,
  Users,
} from 'lucide-react';
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
  {
    path: '/payments',
    title: 'Payments',
    permission: 'payments.read',
    nav: { icon: ArrowLeftRight, group: 'Money' },
    load: () => import('./payments.tsx'),
  },
  {
    path: '/payments/$merchantId/$kind/$paymentId',
    title: 'Payment',
    permission: 'payments.read',
    load: () => import('./payment.tsx'),
  },
  {
    path: '/shelf',
    title: 'Shelf',
    permission: 'payments.read',
    nav: { icon: Inbox, group: 'Money' },
    load: () => import('./shelf.tsx'),
  },
  {
    path: '/settlements',
    title: 'Settlements',
    permission: 'merchants.read',
    nav: { icon: Banknote, group: 'Money' },
    load: () => import('./settlements.tsx'),
  },
  {
    path: '/settlements/$merchantId/$settlementId',
    title: 'Settlement',
    permission: 'merchants.read',
    load: () => import('./settlement.tsx'),
  },
  {
    path: '/ledger',
    title: 'Ledger',
    permission: 'ledger.read',
    nav: { icon: BookOpenCheck, group: 'Money' },
    load: () => import('./ledger.tsx'),
  },
  {
    path: '/ledger/$merchantId/$account',
    title: 'Account',
    permission: 'ledger.read',
    load: () => import('./account.tsx'),
  },
  {
    path: '/ledger/$merchantId/$account/$journalNo',
    title: 'Journal',
    permission: 'ledger.read',
    load: () => import('./journal.tsx'),
  },
  ...merchantPages,
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
