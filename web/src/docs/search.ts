/** Search over all pages, by the reader's own machine. `/` comes here, arrows choose, Enter goes there. */
import { element, load, one } from './dom.ts';
import { rank, type Entry } from './rank.ts';

const most = 12;

export function startSearch(): void {
  const input = one('#search', HTMLInputElement);
  const list = one('#results', HTMLUListElement);
  let entries: readonly Entry[] | undefined;
  let loading: Promise<void> | undefined;
  const fetchIndex = () =>
    (loading ??= load<readonly Entry[]>('search').then((loaded) => {
      entries = loaded;
      show();
    }));
  const show = () => {
    const words = input.value.trim();
    list.replaceChildren(
      ...(words === ''
        ? []
        : shown(rank(entries ?? [], words).slice(0, most), entries !== undefined)),
    );
    const isOpen = words !== '';
    list.hidden = !isOpen;
    input.setAttribute('aria-expanded', String(isOpen));
    mark(input, list, isOpen && entries !== undefined ? 0 : -1);
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  input.addEventListener('focus', () => void fetchIndex());
  input.addEventListener('input', show);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      mark(input, list, placeOf(input, list) + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter')
      list.querySelector<HTMLElement>('[aria-selected=true] a')?.click();
  });
  list.addEventListener('click', close);
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node && !list.contains(target) && target !== input) close();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || isTyping(event) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select');
}

function shown(found: readonly Entry[], isLoaded: boolean): HTMLLIElement[] {
  if (!isLoaded) return [note('Loading')];
  if (found.length === 0) return [note('Nothing found')];
  return found.map(([page, section, address, text], place) => {
    const link = element('a', { href: address, tabindex: '-1' });
    link.append(element('strong', {}, section));
    if (page !== section) link.append(element('span', { class: 'of' }, page));
    link.append(element('span', { class: 'about' }, text.slice(0, 110)));
    return element('li', { role: 'option', id: `result-${String(place)}` }, link);
  });
}

function note(words: string): HTMLLIElement {
  return element('li', { role: 'option', class: 'note', 'aria-disabled': 'true' }, words);
}

function placeOf(input: HTMLInputElement, list: HTMLUListElement): number {
  const id = input.getAttribute('aria-activedescendant');
  return [...list.children].findIndex((item) => item.id === id);
}

function mark(input: HTMLInputElement, list: HTMLUListElement, wanted: number): void {
  const items = [...list.children].filter((item) => item.id !== '');
  const place = Math.max(0, Math.min(items.length - 1, wanted));
  items.forEach((item, at) => item.setAttribute('aria-selected', String(at === place)));
  const chosen = items[place];
  if (chosen === undefined || wanted < 0) input.removeAttribute('aria-activedescendant');
  else {
    input.setAttribute('aria-activedescendant', chosen.id);
    chosen.scrollIntoView({ block: 'nearest' });
  }
}
