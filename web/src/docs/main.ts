/** The pages are whole without this; it adds search, tabs, copying, trying and the choice of a theme. */
import '../kit/tokens.css';
import '../kit/font.css';
import '../kit/base.css';
import './frame.css';
import './prose.css';
import './code.css';
import './search.css';
import './reference.css';
import './print.css';
import '../app/mark.svg';
import { applyTheme } from '../kit/theme.ts';
import { addCopyButtons } from './copy.ts';
import { startFrame } from './frame.ts';
import { startSearch } from './search.ts';
import { startTabs } from './tabs.ts';
import { startTrying } from './try.ts';

document.documentElement.classList.add('scripted');
applyTheme();

// The page is shown before its script has to wait for the rest of it.
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
else start();

function start(): void {
  startFrame();
  startTabs();
  addCopyButtons();
  startSearch();
  void startTrying();
}
