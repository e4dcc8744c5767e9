/** What the search in the page looks through: one entry for each heading. */
import { addressOf, type Page } from './page.ts';

/** Title of the page, title of the section, address, text. Short, because every reader loads it. */
export type SearchEntry = readonly [page: string, section: string, address: string, text: string];

const longest = 1_200;

export function searchIndex(pages: readonly Page[]): SearchEntry[] {
  return pages.flatMap((page) =>
    page.texts.map(({ id, title, text }) => {
      const address = addressOf(page.path) + (id === '' ? '' : `#${id}`);
      const words = text.replace(/\s+/g, ' ').trim().slice(0, longest);
      return [page.title, title, address, words] as const;
    }),
  );
}
