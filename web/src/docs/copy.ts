/** A button on every block of code. */
import { all, element } from './dom.ts';

export function addCopyButtons(): void {
  for (const block of all('.code')) {
    const button = element('button', { type: 'button', class: 'copy' }, 'Copy');
    button.addEventListener('click', () => void copy(button, block));
    block.append(button);
  }
}

async function copy(button: HTMLButtonElement, block: HTMLElement): Promise<void> {
  const text = block.querySelector('code')?.textContent ?? '';
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Select and copy by hand';
  }
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 2_000);
}
