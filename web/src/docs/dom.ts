/** The few things that every part of the pages does with elements. */
export function all<T extends HTMLElement>(selector: string, within: ParentNode = document): T[] {
  return [...within.querySelectorAll<T>(selector)];
}

/** The one that every page has. */
export function one<T extends HTMLElement>(selector: string, kind: new () => T): T {
  const found = document.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${selector}.`);
}

type Attributes = Readonly<Record<string, string>>;

/** Text is always text here: nothing that came from elsewhere becomes markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A file that belongs to this build of the pages. */
export async function load<T>(name: string): Promise<T> {
  const response = await fetch(document.body.dataset[name] ?? '');
  if (!response.ok) throw new Error(`${name} cannot be loaded.`);
  return (await response.json()) as T;
}
