/** The frame around a page: the menu of a phone, the theme, where in the page the reader is, printing. */
import { chooseTheme, chosenTheme, type Theme } from '../kit/theme.ts';
import { all, one } from './dom.ts';

export function startFrame(): void {
  startMenu();
  startTheme();
  startOutline();
  window.addEventListener('beforeprint', () => {
    for (const details of all<HTMLDetailsElement>('details')) details.open = true;
  });
  document.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest' });
}

function startMenu(): void {
  const button = one('.menu', HTMLButtonElement);
  const set = (isOpen: boolean) => {
    button.setAttribute('aria-expanded', String(isOpen));
    document.body.classList.toggle('menu-open', isOpen);
  };
  button.addEventListener('click', () => {
    set(button.getAttribute('aria-expanded') !== 'true');
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') set(false);
  });
}

const turns: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const names: Readonly<Record<Theme, string>> = {
  system: 'System theme',
  light: 'Light theme',
  dark: 'Dark theme',
};

function startTheme(): void {
  const button = one('.theme', HTMLButtonElement);
  const show = () => {
    button.textContent = names[chosenTheme()];
  };
  button.addEventListener('click', () => {
    chooseTheme(turns[chosenTheme()]);
    show();
  });
  show();
}

/** Marks the last heading above the upper third of the window. */
function startOutline(): void {
  const links = new Map(
    all<HTMLAnchorElement>('.outline a').map((link) => [link.hash.slice(1), link]),
  );
  if (links.size === 0) return;
  const headings = all('article :is(h2, h3)[id]').filter(({ id }) => links.has(id));
  let isWaiting = false;
  const mark = () => {
    isWaiting = false;
    const line = window.innerHeight / 3;
    const current = headings.findLast((one) => one.getBoundingClientRect().top < line);
    for (const [id, link] of links)
      if (id === current?.id) {
        if (link.ariaCurrent === 'location') continue;
        link.ariaCurrent = 'location';
        link.scrollIntoView({ block: 'nearest' });
      } else link.ariaCurrent = null;
  };
  document.addEventListener(
    'scroll',
    () => {
      if (isWaiting) return;
      isWaiting = true;
      requestAnimationFrame(mark);
    },
    { passive: true },
  );
  mark();
}
