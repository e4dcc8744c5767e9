/** What the search in the page looks through: one entry for each heading. */
import { navigation } from './navigation.ts';
import { addressOf, type Page } from './page.ts';

/** Title of the page, title of the section, address, text. Short, because every reader loads it. */
export type SearchEntry = readonly [page: string, section: string, address: string, text: string];

const longest = 1_200;

export function searchIndex(pages: readonly Page[]): SearchEntry[] {
  return inOrder(pages).flatMap((page) =>
    page.texts.map(({ id, title, text }) => {
      const address = addressOf(page.path) + (id === '' ? '' : `#${id}`);
      const words = text.replace(/\s+/g, ' ').trim().slice(0, longest);
      return [page.title, title, address, words] as const;
    }),
  );
}

/** Of two that fit equally well the page that stands first in the navigation is found first. */
function inOrder(pages: readonly Page[]): Page[] {
  const paths = navigation.flatMap(({ links }) => links.map(([path]) => path));
  const placeOf = ({ path }: Page) => {
    const place = paths.indexOf(path);
    return place < 0 ? paths.length : place;
  };
  return [...pages].sort((one, other) => placeOf(one) - placeOf(other));
}
