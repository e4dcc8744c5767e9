/** All endpoints of this contract. */
import { depositRoutes } from './deposit-routes.ts';
import { preferenceRoutes } from './preference-routes.ts';
import { profileRoutes } from './profile-routes.ts';
import type { Route } from './route.ts';
import { securityRoutes } from './security-routes.ts';
import { transferRoutes } from './transfer-routes.ts';
import { walletRoutes } from './wallet-routes.ts';

export const routes: readonly Route[] = [
  ...securityRoutes,
  ...profileRoutes,
  ...preferenceRoutes,
  ...walletRoutes,
  ...transferRoutes,
  ...depositRoutes,
];
