/** Which entries of the index answer a question, best first. */

/** As scripts/docs/search-index.ts writes it. */
export type Entry = readonly [page: string, section: string, address: string, text: string];

/** Every word has to be somewhere; a title counts for more than text, the beginning of a word for more than its middle. */
export function rank(entries: readonly Entry[], question: string): Entry[] {
  const words = question
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return entries
    .map((entry, place) => ({ entry, place, points: pointsOf(entry, words) }))
    .filter(({ points }) => points > 0)
    .sort((one, other) => other.points - one.points || one.place - other.place)
    .map(({ entry }) => entry);
}

function pointsOf([page, section, , text]: Entry, words: readonly string[]): number {
  const places = [
    { text: section.toLowerCase(), weight: 12 },
    { text: page.toLowerCase(), weight: 5 },
    { text: text.toLowerCase(), weight: 1 },
  ];
  let sum = 0;
  for (const word of words) {
    const points = places.map((place) => place.weight * fitOf(place.text, word));
    const best = Math.max(...points);
    if (best === 0) return 0;
    sum += best;
  }
  return sum;
}

function fitOf(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at < 0) return 0;
  if (text === word) return 4;
  const isBeginning = at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
  return isBeginning ? 2 : 1;
}
