/** The languages of a sample as tabs. What is chosen in one is chosen in all, on every page. */
import { all, element } from './dom.ts';

const key = 'hundi-docs-language';
let made = 0;

export function startTabs(): void {
  for (const box of all('.tabs')) addTabs(box);
  choose(localStorage.getItem(key) ?? 'sh');
}

function addTabs(box: HTMLElement): void {
  const list = element('div', { role: 'tablist', 'aria-label': 'Language of the sample' });
  for (const panel of all('.panel', box)) {
    made += 1;
    const id = `tab-${String(made)}`;
    const name = panel.querySelector('.panel-name')?.textContent ?? '';
    const language = panel.dataset['language'] ?? '';
    const attributes = { role: 'tab', type: 'button', id, 'data-language': language };
    const tab = element('button', { ...attributes, 'aria-controls': `${id}-panel` }, name);
    tab.addEventListener('click', () => {
      localStorage.setItem(key, language);
      keepInPlace(tab, () => {
        choose(language);
      });
    });
    panel.id = `${id}-panel`;
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', id);
    list.append(tab);
  }
  list.addEventListener('keydown', move);
  box.prepend(list);
}

/** Samples above have changed their height, too; what was pressed stays where it was. */
function keepInPlace(pressed: HTMLElement, change: () => void): void {
  const before = pressed.getBoundingClientRect().top;
  change();
  window.scrollBy({ top: pressed.getBoundingClientRect().top - before, behavior: 'instant' });
}

function choose(language: string): void {
  for (const tab of all<HTMLButtonElement>('[role=tab]')) {
    const isChosen = tab.dataset['language'] === language;
    tab.setAttribute('aria-selected', String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
  }
  for (const panel of all('.panel')) panel.hidden = panel.dataset['language'] !== language;
}

/** Arrows go round. */
function move(event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  const tabs = all<HTMLButtonElement>('[role=tab]', event.currentTarget);
  const place = tabs.findIndex((tab) => tab === event.target);
  const next = tabs.at((place + step) % tabs.length);
  event.preventDefault();
  next?.click();
  next?.focus();
}
