/** The addresses of this site. Filters stand in the address as plain text, so that a link shows the same. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type AnyRoute,
} from '@tanstack/react-router';
import { signInPages } from '../sign-in/pages.ts';
import { ApiRefusal } from './api.ts';
import { NotFound, PageFault } from './page-states.tsx';
import type { Page } from './page.ts';
import { pages } from './pages.ts';
import { queryClient } from './query-client.ts';
import { sessionQuery } from './session.ts';
import { Shell } from './shell.tsx';
import { basePath } from './site.ts';
import { Waiting } from '../kit/state.tsx';

export function makeRouter() {
  const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });
  const shell = createRoute({
    getParentRoute: () => root,
    id: 'shell',
    component: Shell,
    beforeLoad: async ({ location }) => {
      await queryClient.query({ ...sessionQuery, staleTime: 'static' }).catch((error: unknown) => {
        if (!(error instanceof ApiRefusal) || error.status !== 401) throw error;
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- how the router is told to go elsewhere
        throw redirect({ to: '/sign-in', search: { next: location.href } });
      });
    },
  });
  const routeOf = (page: Page, parent: AnyRoute) =>
    createRoute({
      getParentRoute: () => parent,
      path: page.path,
      component: lazyRouteComponent(page.load),
    }) as AnyRoute;
  const first = createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- how the router is told to go elsewhere
      throw redirect({ to: pages[0]?.path ?? '/sign-in' });
    },
  });
  return createRouter({
    basepath: basePath,
    routeTree: root.addChildren([
      first,
      ...signInPages.map((page) => routeOf(page, root as AnyRoute)),
      shell.addChildren(pages.map((page) => routeOf(page, shell as AnyRoute))) as AnyRoute,
    ]),
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const given = Object.entries(search).filter(
        ([, value]) => value !== undefined && value !== '',
      );
      const text = new URLSearchParams(given as [string, string][]).toString();
      return text === '' ? '' : `?${text}`;
    },
    defaultPendingComponent: Waiting,
    defaultErrorComponent: PageFault,
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
}
