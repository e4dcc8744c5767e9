/** What the shell knows of a page; the page itself is loaded when somebody goes there. */
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';

export interface Page {
  /** Below the site: `/payments/$paymentId`. */
  readonly path: string;
  readonly title: string;
  /** Undefined: everybody who is signed in. */
  readonly permission?: string;
  /** Stands in the navigation, in the order of the table. */
  readonly nav?: { readonly icon: LucideIcon; readonly group: string };
  readonly load: () => Promise<{ readonly default: ComponentType }>;
}
