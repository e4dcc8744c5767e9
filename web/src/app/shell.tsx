/** What stands around every page: the way to the others, a search for all of them, and who is signed in. */
import { Outlet, useRouterState } from '@tanstack/react-router';
import { Menu, Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { useHotkeys } from '../kit/hotkeys.ts';
import { AccountMenu } from './account-menu.tsx';
import { Brand, Navigation, NavigationDrawer } from './navigation.tsx';
import { Palette } from './palette.tsx';
import { pages } from './pages.ts';
import { useSession } from './session.ts';
import './shell.css';

export function Shell() {
  const { brand, environment } = useSession();
  const [isSearching, setSearching] = useState(false);
  const [isNavOpen, setNavOpen] = useState(false);
  useHotkeys({
    'mod+k': () => setSearching(true),
    // A page with a search of its own takes the key itself.
    '/': () => document.querySelector('.search-field') === null && setSearching(true),
  });
  useTitle(brand);
  return (
    <div className="shell">
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <aside className="side">
        <Brand />
        <Navigation />
      </aside>
      <NavigationDrawer isOpen={isNavOpen} onClose={() => setNavOpen(false)} />
      <div className="main">
        <header className="top">
          <Button
            kind="quiet"
            className="nav-button"
            aria-label="Pages"
            aria-expanded={isNavOpen}
            icon={<Menu size={18} aria-hidden />}
            onClick={() => setNavOpen(true)}
          />
          <button type="button" className="find" onClick={() => setSearching(true)}>
            <Search size={15} aria-hidden />
            <span>Go to…</span>
            <kbd>Ctrl K</kbd>
          </button>
          <span className="row push top-end">
            {environment === 'sandbox' && <Badge tone="warn">Sandbox</Badge>}
            <AccountMenu />
          </span>
        </header>
        <main id="page" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Palette isOpen={isSearching} onClose={() => setSearching(false)} />
    </div>
  );
}

/** The window is named by the page that it shows, so that one of many is found again. */
function useTitle(brand: string): void {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  useEffect(() => {
    const page = pages.find((each) => path.endsWith(each.path)) ?? nearest(path);
    document.title = page === undefined ? brand : `${page.title} · ${brand}`;
  }, [path, brand]);
}

function nearest(path: string) {
  return pages.find(({ path: own, nav }) => nav !== undefined && path.includes(`${own}/`));
}
