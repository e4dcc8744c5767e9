/** The pages of this site, in the order of the navigation. */
import { ArrowLeftRight, BookOpenText, FileUp, House, Send } from 'lucide-react';
import type { Page } from '../app/page.ts';

export const merchantPages: readonly Page[] = [
  {
    path: '/home',
    title: 'Home',
    permission: 'home.read',
    nav: { icon: House, group: '' },
    load: () => import('./home.tsx'),
  },
  {
    path: '/payments',
    title: 'Payments',
    permission: 'payments.read',
    nav: { icon: ArrowLeftRight, group: 'Money' },
    load: () => import('./payments.tsx'),
  },
  {
    path: '/payments/$paymentId',
    title: 'Payment',
    permission: 'payments.read',
    load: () => import('./payment.tsx'),
  },
  {
    path: '/statement',
    title: 'Statement',
    permission: 'home.read',
    nav: { icon: BookOpenText, group: 'Money' },
    load: () => import('./statement.tsx'),
  },
  {
    path: '/pay',
    title: 'New payout',
    permission: 'payouts.create',
    nav: { icon: Send, group: 'Pay' },
    load: () => import('./new-payout.tsx'),
  },
  {
    path: '/batches',
    title: 'Payouts from a file',
    permission: 'payments.read',
    nav: { icon: FileUp, group: 'Pay' },
    load: () => import('./batches.tsx'),
  },
  {
    path: '/batches/new',
    title: 'Pay from a file',
    permission: 'payouts.create',
    load: () => import('./new-batch.tsx'),
  },
  {
    path: '/batches/$batchId',
    title: 'File of payouts',
    permission: 'payments.read',
    load: () => import('./batch.tsx'),
  },
];
