/** What stands around every page: the way to the others, a search for all of them, and who is signed in. */
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Menu, Search } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { useHotkeys } from '../kit/hotkeys.ts';
import { AccountMenu } from './account-menu.tsx';
import type { Page } from './page.ts';
import { Palette } from './palette.tsx';
import { maySee, pages } from './pages.ts';
import { useSession } from './session.ts';
import './shell.css';

export function Shell() {
  const { brand, environment, merchant } = useSession();
  const [isSearching, setSearching] = useState(false);
  const [isNavOpen, setNavOpen] = useState(false);
  useHotkeys({ 'mod+k': () => setSearching(true) });
  return (
    <div className="shell">
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <aside className={isNavOpen ? 'side side-open' : 'side'}>
        <p className="brand">
          <span aria-hidden>{brand.slice(0, 1)}</span>
          {merchant?.name ?? brand}
        </p>
        <Navigation onGo={() => setNavOpen(false)} />
      </aside>
      <div className="main">
        <header className="top">
          <Button
            kind="quiet"
            className="nav-button"
            aria-label="Pages"
            aria-expanded={isNavOpen}
            icon={<Menu size={18} aria-hidden />}
            onClick={() => setNavOpen(!isNavOpen)}
          />
          <button type="button" className="find" onClick={() => setSearching(true)}>
            <Search size={15} aria-hidden />
            <span>Go to…</span>
            <kbd>Ctrl K</kbd>
          </button>
          <span className="row push">
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

function Navigation({ onGo }: { readonly onGo: () => void }) {
  const { permissions } = useSession();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const groups = Map.groupBy(
    pages.filter((page) => page.nav !== undefined && maySee(page, permissions)),
    (page) => page.nav?.group ?? '',
  );
  return (
    <nav aria-label="Pages">
      {[...groups].map(([group, members]) => (
        <div key={group} className="nav-group">
          {group !== '' && <p>{group}</p>}
          {members.map((page) => (
            <NavLink key={page.path} page={page} isHere={path.startsWith(page.path)} onGo={onGo} />
          ))}
        </div>
      ))}
    </nav>
  );
}

interface NavLinkProps {
  readonly page: Page;
  readonly isHere: boolean;
  readonly onGo: () => void;
}

function NavLink({ page, isHere, onGo }: NavLinkProps) {
  const Icon = page.nav?.icon;
  return (
    <Link to={page.path} onClick={onGo} {...(isHere && { 'aria-current': 'page' })}>
      {Icon !== undefined && <Icon size={16} aria-hidden />}
      {page.title}
    </Link>
  );
}
